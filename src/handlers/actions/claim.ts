import { hasEnded } from "../../db/schema.ts";
import { type ActionDecision, changeRequest } from "../../pipeline/engine/change-request.ts";
import { describeState } from "../../view/describe-state.ts";
import { type Handler, message, noReply, toEventActor } from "../handler.ts";
import { denyReason } from "../policy.ts";
import { readRequestId } from "../request-id.ts";

/** Tells the other admins who looks after a request. Somebody else may take it over. */
export const claim: Handler = {
  name: "claim",
  async run(interaction, context) {
    const { actor } = interaction;
    const acted = await changeRequest(readRequestId(interaction), context, (request): ActionDecision => {
      const denial = denyReason("claim", actor, request);
      if (denial) return { denial };
      if (hasEnded(request)) return { denial: `Request ${request.id} is over: ${describeState(request)}.` };
      if (request.claim?.by === actor.user) return { denial: `Request ${request.id} is yours already.` };
      return { action: { kind: "claim", by: toEventActor(actor) } };
    });
    return acted.denial ? message("Nothing changed", acted.denial) : noReply;
  },
};
