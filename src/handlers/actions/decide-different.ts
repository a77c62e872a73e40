import { decideFor, readConflict } from "../decide-conflict.ts";
import type { GeneralHandler } from "../handler.ts";

/** Lets an admin say that an account in conflict belongs to someone who becomes a new person in the registry. */
export const decideDifferent: GeneralHandler = {
  name: "decide-different",
  right: "decide-conflict",
  notDone: "Not decided",
  async run({ actor, text }, context) {
    const conflict = await readConflict(text, context);
    return "mayBe" in conflict ? decideFor(conflict, "different", actor, context) : conflict;
  },
};
