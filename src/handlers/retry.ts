import { words } from "../chat/state-of.ts";
import { retryRequest } from "../pipeline/retry-request.ts";
import { doerOf, type Handler, say } from "./handler.ts";
import { objectionTo } from "./policy.ts";
import { requestIdOf } from "./request-id.ts";

export const retry: Handler = {
  name: "retry",
  command: {
    name: "retry",
    arguments: "<id>",
    help: "Go on with a stuck request from the stage that failed",
  },
  async run(call, tools) {
    const requestId = requestIdOf(call);
    const objection = objectionTo("retry", call.actor);
    if (objection) return say("Not retried", objection);

    const acted = await retryRequest(requestId, doerOf(call.actor), tools);
    if (acted.kind !== "done") return say("Not retried", acted.objection);
    return say(`Request ${requestId} goes on`, `From ${words(acted.request.stage)}.`);
  },
};
