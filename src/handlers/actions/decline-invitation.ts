import { declineInvitation as decline, invitationOf } from "../../pipeline/roster/answer-invitation.ts";
import { explainDeadInvitation } from "../explain-dead-invitation.ts";
import { type GeneralHandler, message, toEventActor } from "../handler.ts";
import { replyToAnswer } from "../reply-to-answer.ts";

/** Lets someone decline the invitation to a project. */
export const declineInvitation: GeneralHandler = {
  name: "decline-invitation",
  right: "answer-invitation",
  notDone: "Not recorded",
  async run({ actor, text }, context) {
    const found = await invitationOf(text, actor, context);
    if (found.kind !== "open") return explainDeadInvitation(found.kind, context, found.invitation);
    const declined = await decline(found.invitation, toEventActor(actor), context);
    if (declined !== "declined") return explainDeadInvitation(declined, context);
    return replyToAnswer(
      message("You've declined the invitation", `We've told ${found.invitation.invitedByName}.`),
    );
  },
};
