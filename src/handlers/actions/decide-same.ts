import { decideFor, readConflict } from "../decide-conflict.ts";
import { type GeneralHandler, message } from "../handler.ts";

/** Lets an admin say that an account or project in conflict is the one that it may be. */
export const decideSame: GeneralHandler = {
  name: "decide-same",
  right: "decide-conflict",
  notDone: "Not decided",
  async run({ actor, text }, context) {
    const conflict = await readConflict(text, context);
    if (!("mayBe" in conflict)) return conflict;
    const [one, ...more] = conflict.mayBe;
    if (one === undefined || more.length > 0)
      return message("Not decided", "It may be several by now. Name the one that it is.");
    return decideFor(conflict, one, actor, context);
  },
};
