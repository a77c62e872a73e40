import type { Reply } from "../chat/interaction.ts";
import type { Invitation } from "../db/tables/invitations.ts";
import type { DeadInvitation } from "../pipeline/roster/answer-invitation.ts";
import { type HandlerContext, message } from "./handler.ts";
import { replyToAnswer } from "./reply-to-answer.ts";

/** Says why an invitation can't be answered anymore, in place of its message. */
export function explainDeadInvitation(
  kind: DeadInvitation,
  { rules }: HandlerContext,
  invitation?: Pick<Invitation, "state" | "requestId">,
): Reply {
  const why = {
    unknown: "This invitation isn't for you, or it no longer exists.",
    used: invitation ? explainAnswered(invitation) : "This invitation was answered before.",
    "taken-back": "This invitation was taken back.",
    expired: "This invitation has expired. Ask the person who invited you for a new one.",
    moved: `Your email address has changed since you were invited. Contact ${rules.site.helpAddress}.`,
  }[kind];
  const reply = message("Nothing changed", why);
  return kind === "moved" || kind === "unknown" ? reply : replyToAnswer(reply);
}

/** Says what they answered, and how to change their mind. */
const explainAnswered = ({ state, requestId }: Pick<Invitation, "state" | "requestId">) =>
  state === "declined"
    ? "You've declined this invitation before. To join after all, ask the person who invited you for a new one."
    : `You've accepted this invitation before.${requestId ? ` That became request ${requestId}. If you don't want to join after all: /acct withdraw ${requestId}` : ""}`;
