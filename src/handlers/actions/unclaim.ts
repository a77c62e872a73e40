import { hasEnded } from "../../db/tables/requests.ts";
import { type CommandDecision, changeRequest } from "../../pipeline/engine/change-request.ts";
import { describeState } from "../../view/describe-state.ts";
import { message, noReply, type RequestHandler, toEventActor } from "../handler.ts";

/** Removes the admin whom a request is assigned to, so that the others know that no one is handling it. Any admin can do this. */
export const unclaim: RequestHandler = {
  name: "unclaim",
  about: "request",
  right: "unclaim",
  notDone: "Not unassigned",
  async run({ actor }, { id }, context) {
    const changed = await changeRequest(id, context, (request): CommandDecision => {
      if (hasEnded(request)) return { denial: `Request ${id} has ended: ${describeState(request)}.` };
      if (!request.assignee) return { denial: `Request ${id} isn't assigned to anyone.` };
      return { command: { kind: "unclaim", by: toEventActor(actor) } };
    });
    return changed.denial ? message("Nothing changed", changed.denial) : noReply;
  },
};
