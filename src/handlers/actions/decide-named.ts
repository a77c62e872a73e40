import { isDecidableName } from "../../adopt/decision-list.ts";
import { findFormerOrAccount } from "../../db/accounts.ts";
import { findProject } from "../../db/projects.ts";
import type { Form } from "../../view/form.ts";
import { conflictReply } from "../conflict-reply.ts";
import { decideFor, readConflict } from "../decide-conflict.ts";
import { type GeneralHandler, invalidFields } from "../handler.ts";

/** Lets an admin name the account, or the project, that one in conflict is the same as. */
export const decideNamed: GeneralHandler = {
  name: "decide-named",
  right: "decide-conflict",
  notDone: "Not decided",
  async form({ text }, context) {
    const conflict = await readConflict(text, context);
    if (!("mayBe" in conflict)) return conflict;
    if (conflict.decision !== null) return conflictReply(conflict, context.db);
    const { subject, mayBe, mark, why } = conflict;
    const isProject = subject === "project";
    const form: Form = {
      action: "decide-named",
      about: mark,
      title: isProject ? "Name the project" : "Name the person",
      intro: [`${why}.`, ...(mayBe.length > 0 ? [`It may be: ${mayBe.join(", ")}`] : [])],
      fields: [
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
  async run({ actor, text, values }, context) {
    const conflict = await readConflict(text, context);
    if (!("mayBe" in conflict)) return conflict;
    const named = (values.named ?? "").trim().toLowerCase();
    const isProject = conflict.subject === "project";
    if (named === "skip" || named === "different" || !isDecidableName(named))
      return invalidFields({
        named: `Enter the ${isProject ? "name of a project" : "username of an account"}.`,
      });
    const isKnown = isProject
      ? await findProject(context.db, named)
      : await findFormerOrAccount(context.db, named);
    if (!isKnown)
      return invalidFields({
        named: `The registry has no ${isProject ? "project" : "account"} called ${named}.`,
      });
    return decideFor(conflict, named, actor, context);
  },
};
