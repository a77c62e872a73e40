import type { Actor } from "../chat/chat.ts";
import type { Reply } from "../chat/interaction.ts";
import { answerInChat } from "../pipeline/pi-claims/answer-claim.ts";
import { type HandlerContext, message } from "./handler.ts";
import { replyToAnswer } from "./reply-to-answer.ts";

/** Records the answer to "Are you the PI?" in the chat, and replaces the question with it. */
export async function answerPi(
  claimId: string,
  answer: "claimed" | "declined",
  actor: Actor,
  context: HandlerContext,
): Promise<Reply> {
  const answered = await answerInChat(claimId, answer, actor, context);
  switch (answered.kind) {
    case "answered": {
      const { project } = answered.claim;
      const line =
        answer === "claimed"
          ? `You said that you're the PI of ${project}. An admin will confirm it, and we'll let you know.`
          : `You said that you aren't the PI of ${project}. We've told the admins.`;
      return replyToAnswer(message("Thank you for your answer", line));
    }
    case "overtaken":
      return replyToAnswer(
        message("Nothing changed", "This project has a PI by now, so there's no need to answer."),
      );
    case "moved":
      return message(
        "Nothing changed",
        `Your email address has changed since we asked, so we can't record your answer. Contact ${context.rules.site.helpAddress}.`,
      );
    default:
      return replyToAnswer(message("Nothing changed", "This question has been answered or has expired."));
  }
}
