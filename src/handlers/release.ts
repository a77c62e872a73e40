import { releaseAddress } from "../db/held-addresses.ts";
import { actOn, type Judgement } from "../pipeline/act-on.ts";
import { doerOf, type Handler, say } from "./handler.ts";
import { objectionTo } from "./policy.ts";
import { requestIdOf } from "./request-id.ts";

export const release: Handler = {
  name: "release",
  command: {
    name: "release",
    arguments: "<id>",
    help: "Let a request go on that was held back because an earlier one was spam",
  },
  async run(call, tools) {
    const requestId = requestIdOf(call);
    const objection = objectionTo("release", call.actor);
    if (objection) return say("Not released", objection);

    const acted = await actOn(requestId, tools, (request): Judgement => {
      const [first] = tools.journeys[request.kind];
      if (request.status !== "waiting" || request.stage !== first?.name || request.runAt !== null) {
        return { objection: `Request ${requestId} is not held back.` };
      }
      return {
        deed: { kind: "release", by: doerOf(call.actor) },
        also: (tx) => releaseAddress(tx, request.email),
      };
    });
    return acted.objection
      ? say("Not released", acted.objection)
      : say(`Request ${requestId} goes on`, "Its address is no longer held back.");
  },
};
