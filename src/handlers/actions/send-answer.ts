import { findTypedAnswer } from "../../pipeline/typed-answers.ts";
import { type GeneralHandler, message } from "../handler.ts";
import { replyToAnswer } from "../reply-to-answer.ts";
import { answerQuestion } from "./answer.ts";

const NOT_DONE = "Not sent";

/** Answers a question with what the person has typed in their direct messages. */
export const sendAnswer: GeneralHandler = {
  name: "send-answer",
  right: "list-own",
  notDone: NOT_DONE,
  async run({ actor, text }, context) {
    const typed = await findTypedAnswer(text, actor.user, context.db);
    if (!typed)
      return message(NOT_DONE, "We no longer have this message. Please use Reply… below the question.");
    const late = await answerQuestion(typed.requestId, typed.text, actor, context);
    return replyToAnswer(late ? message(NOT_DONE, late) : message("Thank you", "Your reply has been sent."));
  },
};
