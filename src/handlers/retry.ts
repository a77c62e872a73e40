import { stateOf } from "../chat/card.ts";
import { retryRequest } from "../pipeline/retry-request.ts";
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
  async run(call, tools) {
    const requestId = requestIdOf(call);
    const objection = objectionTo("retry", call.actor);
    if (objection) return say("Not retried", objection);

    const retried = await retryRequest(requestId, { id: call.actor.user, name: call.actor.name }, tools);
    switch (retried.kind) {
      case "unknown":
        return say("Not retried", `There is no request ${requestId}.`);
      case "not-stuck":
        return say("Nothing to retry", `Request ${requestId} is not stuck: ${stateOf(retried.request)}.`);
      case "goes-on":
        return say(`Request ${requestId} goes on`, `From ${retried.request.stage.replaceAll("-", " ")}.`);
    }
  },
};
