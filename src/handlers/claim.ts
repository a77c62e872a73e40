import { stateOf } from "../chat/state-of.ts";
import { isOver } from "../db/schema.ts";
import { actOn, type Judgement } from "../pipeline/act-on.ts";
import { doerOf, type Handler, say, shown } from "./handler.ts";
import { objectionTo } from "./policy.ts";
import { requestIdOf } from "./request-id.ts";

/** Tells the other admins who looks after a request. Somebody else may take it over. */
export const claim: Handler = {
  name: "claim",
  async run(call, tools) {
    const { actor } = call;
    const acted = await actOn(requestIdOf(call), tools, (request): Judgement => {
      const objection = objectionTo("claim", actor, request);
      if (objection) return { objection };
      if (isOver(request)) return { objection: `Request ${request.id} is over: ${stateOf(request)}.` };
      if (request.claim?.by === actor.user) return { objection: `Request ${request.id} is yours already.` };
      return { deed: { kind: "claim", by: doerOf(actor) } };
    });
    return acted.objection ? say("Nothing changed", acted.objection) : shown;
  },
};
