import { answerProposal } from "../../pipeline/links/answer-proposal.ts";
import { type GeneralHandler, message } from "../handler.ts";
import { replyToAnswer } from "../reply-to-answer.ts";

/** Lets the person whom an admin has named say that an account isn't theirs. */
export const declineLink: GeneralHandler = {
  name: "decline-link",
  right: "answer-link",
  notDone: "Not declined",
  async run({ actor, text }, context) {
    const { kind } = await answerProposal(text, "decline", actor, context);
    return replyToAnswer(
      kind === "declined"
        ? message("Declined", "Nothing is linked to you, and we've told the admins.")
        : message("Nothing changed", "This proposal has been answered or has expired."),
    );
  },
};
