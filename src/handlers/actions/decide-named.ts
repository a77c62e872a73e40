import { isDecidableName } from "../../adopt/decision-list.ts";
import { conflictTopic } from "../../view/conflict-phrase.ts";
import type { Form } from "../../view/form.ts";
import { conflictReply } from "../conflict-reply.ts";
import { decideFor, readConflict } from "../decide-conflict.ts";
import { type GeneralHandler, invalidFields } from "../handler.ts";

/** Lets an admin name the account, or the project, that one in conflict is the same as. */
export const decideNamed: GeneralHandler = {
  name: "decide-named",
  right: "decide-conflict",
  notDone: "Not decided",
  async form({ text, values }, context) {
    const conflict = await readConflict(values?.conflict ?? text, context);
    if (!("mayBe" in conflict)) return conflict;
    if (conflict.decision !== null) return conflictReply(conflict, context.db);
    const { subject, mayBe, mark, why } = conflict;
    const isProject = subject === "project";
    const topic = conflictTopic(conflict);
    const form: Form = {
      action: "decide-named",
      title: isProject ? "Name the project" : "Name the person",
      intro: [`${why}.`, ...(mayBe.length > 0 ? [`It may be: ${mayBe.join(", ")}`] : [])],
      fields: [
        // The only choice carries the conflict to the answer.
        {
          name: "conflict",
          label: "Conflict",
          kind: "select",
          choices: [{ value: mark, label: topic }],
          initial: mark,
        },
        {
          name: "named",
          label: isProject ? "Name of the project that it is" : "Username of the person whose account it is",
          kind: "line",
          maxLength: 64,
          ...(mayBe[0] === undefined ? {} : { hint: `For example: ${mayBe[0]}` }),
        },
      ],
      submit: "Decide",
    };
    return form;
  },
  async run({ actor, values }, context) {
    const conflict = await readConflict(values.conflict ?? "", context);
    if (!("mayBe" in conflict)) return conflict;
    const named = (values.named ?? "").trim().toLowerCase();
    const isProject = conflict.subject === "project";
    if (named === "skip" || named === "different" || !isDecidableName(named))
      return invalidFields({
        named: `Enter the ${isProject ? "name of a project" : "username of an account"}.`,
      });
    return decideFor(conflict, named, actor, context);
  },
};
