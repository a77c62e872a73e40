import { decideFor, readConflict } from "../decide-conflict.ts";
import type { GeneralHandler } from "../handler.ts";

/** Lets an admin leave out an account or project in conflict, until someone decides again. */
export const decideSkip: GeneralHandler = {
  name: "decide-skip",
  right: "decide-conflict",
  notDone: "Not decided",
  async run({ actor, text }, context) {
    const conflict = await readConflict(text, context);
    return "mayBe" in conflict ? decideFor(conflict, "skip", actor, context) : conflict;
  },
};
