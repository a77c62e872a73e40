import { stateOf } from "../chat/card.ts";
import { applyChange } from "../db/change.ts";
import { inTransaction } from "../db/client.ts";
import { lockRequest } from "../db/requests.ts";
import { settle } from "../pipeline/settle.ts";
import { type Handler, say } from "./handler.ts";
import { objectionTo } from "./policy.ts";
import { requestIdOf } from "./request-id.ts";

export const retry: Handler = {
  name: "retry",
  command: {
    name: "retry",
    arguments: "<id>",
    help: "Go on with a stuck request from the stage that failed",
  },
  async run(call, { db, journeys, now }) {
    const requestId = requestIdOf(call);
    return inTransaction(db, async (tx) => {
      const request = await lockRequest(tx, requestId);
      const objection = objectionTo("retry", call.actor, request);
      if (objection) return say("Not retried", objection);
      if (!request) return say("Not retried", `There is no request ${requestId}.`);
      const failing = request.status === "running" && request.attempt > 0;
      if (request.status !== "stuck" && !failing) {
        return say("Nothing to retry", `Request ${requestId} is not stuck: ${stateOf(request)}.`);
      }

      const by = { id: call.actor.user, name: call.actor.name };
      const change = settle(request, { kind: "retry", by }, journeys[request.kind], now());
      await applyChange(tx, request, change, now(), { notify: true });
      return say(`Request ${requestId} goes on`, `From ${request.stage.replaceAll("-", " ")}.`);
    });
  },
};
