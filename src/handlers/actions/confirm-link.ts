import { answerProposal } from "../../pipeline/links/answer-proposal.ts";
import { type GeneralHandler, message } from "../handler.ts";
import { replyToAnswer } from "../reply-to-answer.ts";

/** Lets the person whom an admin has named confirm that an account is theirs. */
export const confirmLink: GeneralHandler = {
  name: "confirm-link",
  right: "answer-link",
  notDone: "Not confirmed",
  async run({ actor, text }, context) {
    const answered = await answerProposal(text, "confirm", actor, context);
    if (answered.kind === "linked") {
      const line = "You can now use /acct resetpass, /acct join, and /acct quota with it.";
      return replyToAnswer(message(`The account ${answered.label} is linked to you`, line));
    }
    if (answered.kind === "taken") {
      const line = `You are already linked to another account. Contact ${context.rules.site.helpAddress}.`;
      return message("Not confirmed", line);
    }
    return replyToAnswer(message("Nothing changed", "This proposal has been answered or has expired."));
  },
};
