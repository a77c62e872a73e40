import { answerPi } from "../answer-pi.ts";
import type { GeneralHandler } from "../handler.ts";

/** Lets a person who was asked say that they are a project's PI. An admin confirms it. */
export const claimPi: GeneralHandler = {
  name: "claim-pi",
  right: "answer-pi",
  notDone: "Not recorded",
  run: ({ actor, text }, context) => answerPi(text, "claimed", actor, context),
};
