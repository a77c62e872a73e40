import { answerPi } from "../answer-pi.ts";
import type { GeneralHandler } from "../handler.ts";

/** Lets a person who was asked say that they aren't a project's PI. */
export const declinePi: GeneralHandler = {
  name: "decline-pi",
  right: "answer-pi",
  notDone: "Not recorded",
  run: ({ actor, text }, context) => answerPi(text, "declined", actor, context),
};
