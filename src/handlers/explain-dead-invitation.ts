import type { Reply } from "../chat/interaction.ts";
import type { DeadInvitation } from "../pipeline/roster/answer-invitation.ts";
import { type HandlerContext, message } from "./handler.ts";
import { replyToAnswer } from "./reply-to-answer.ts";

/** Says why an invitation can't be answered anymore, in place of its message. */
export function explainDeadInvitation(kind: DeadInvitation, { rules }: HandlerContext): Reply {
  const why = {
    unknown: "This invitation isn't for you, or it no longer exists.",
    used: "This invitation was answered before.",
    "taken-back": "This invitation was taken back.",
    expired: "This invitation has expired. Ask the person who invited you for a new one.",
    moved: `Your email address has changed since you were invited. Contact ${rules.site.helpAddress}.`,
  }[kind];
  const reply = message("Nothing changed", why);
  return kind === "moved" || kind === "unknown" ? reply : replyToAnswer(reply);
}
