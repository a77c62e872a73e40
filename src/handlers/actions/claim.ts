import { hasEnded } from "../../db/tables/requests.ts";
import { type CommandDecision, changeRequest } from "../../pipeline/engine/change-request.ts";
import { describeState } from "../../view/describe-state.ts";
import { message, noReply, type RequestHandler, toEventActor } from "../handler.ts";

/** Assigns a request to an admin, so that the other admins can see who is handling it. Another admin can take it over. */
export const claim: RequestHandler = {
  name: "claim",
  about: "request",
  right: "claim",
  notDone: "Not assigned",
  async run({ actor }, { id }, context) {
    const changed = await changeRequest(id, context, (request): CommandDecision => {
      if (hasEnded(request)) return { denial: `Request ${id} has ended: ${describeState(request)}.` };
      if (request.assignee?.by === actor.user) return { denial: `Request ${id} is already assigned to you.` };
      return { command: { kind: "claim", by: toEventActor(actor) } };
    });
    return changed.denial ? message("Nothing changed", changed.denial) : noReply;
  },
};
