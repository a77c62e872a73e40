import type { Actor } from "../../chat/chat.ts";
import type { Reply } from "../../chat/interaction.ts";
import { isOffboarded } from "../../db/deciders.ts";
import type { Request } from "../../db/tables/requests.ts";
import { type AmendResult, amend as amendRequest } from "../../pipeline/amend.ts";
import { type Answers, answersOf } from "../../pipeline/amend-answers.ts";
import { findDeciders } from "../../pipeline/checks/deciders.ts";
import { isUserOf } from "../../pipeline/checks/same-person.ts";
import { REQUEST_KINDS } from "../../pipeline/kinds/kinds.ts";
import { workflowFor } from "../../pipeline/workflow-for.ts";
import type { Form } from "../../view/form.ts";
import { KIND_VIEWS } from "../../view/kinds/kinds.ts";
import { amendFields, correctableBy, nameOfField } from "../amend-fields.ts";
import { answersFromForm, nameByRule } from "../amend-form.ts";
import { pendingDecider } from "../decide.ts";
import { validateProject, validateUsername } from "../field-validators.ts";
import {
  type HandlerContext,
  invalidFields,
  invalidForm,
  message,
  type RequestHandler,
  toEventActor,
} from "../handler.ts";
import { findOverlap, formatSeen, readSeen } from "../overlapping-corrections.ts";
import { denyReason } from "../policy.ts";
import { type FieldValidator, validateFields } from "../validate-fields.ts";

const NOT_DONE = "Nothing was corrected";

/** Lets admins and the PI correct a request before it is approved. What was approved about something else is asked again. */
export const amend: RequestHandler = {
  name: "amend",
  about: "request",
  right: "amend",
  notDone: NOT_DONE,
  async form({ actor, text, values }, request, context) {
    const why = denyNow(request, actor, context);
    if (why) return message(NOT_DONE, why);
    const { id, username: current } = request;
    const form: Form = {
      action: "amend",
      request,
      // Who corrects it at the same time is told apart by what each of them was shown.
      about: text || formatSeen(answersOf(request)),
      title: `Correct request ${id}`,
      intro: ["Approvals that were about something else will be asked for again, and the requester is told."],
      fields: amendFields(request, correctableBy(actor, request, context.rules), context),
      submit: "Correct",
    };
    const username: FieldValidator = async (value, _, deps) =>
      value === current ? undefined : validateUsername(value, deps, id);
    const isNew = REQUEST_KINDS[request.kind].foundsProject;
    const project: FieldValidator = async (value, all, deps) => {
      if (value === request.project) return undefined;
      const name = await nameByRule(value, request, deps);
      return validateProject(name, isNew ? { ...all, projectKind: "new" } : all, deps);
    };
    return validateFields(form, { project, username }, values ?? {}, context);
  },
  async run({ actor, text, values }, request, context) {
    // Someone else may have corrected it a moment ago. What this person typed isn't lost.
    if (isLookedAt(request, context)) return invalidForm(TRY_AGAIN);
    const why = denyNow(request, actor, context);
    if (why) return message(NOT_DONE, why);
    const current = answersOf(request);
    const shown = readSeen(text) ?? current;
    const seen = { ...current, ...shown };
    const fields = correctableBy(actor, request, context.rules);
    // Some clients leave out a field that was cleared.
    const cleared = text !== "" && shown.groups !== undefined ? CLEARED : {};
    const read = await answersFromForm({ ...cleared, ...values }, seen, { request, fields, context });
    if ("errors" in read) return invalidFields(read.errors);
    const overlap = await findOverlap(read.answers, { seen, current, request, db: context.db });
    if (overlap.errors) return invalidFields(overlap.errors);
    const own = await asOwnProject(read.answers, request, actor, context);
    if ("why" in own) return invalidFields({ project: own.why });
    const result = await amendRequest(
      request,
      {
        by: toEventActor(actor),
        answers: own.answers,
        denial: (locked) => denyReason("amend", actor, locked) ?? denyNow(locked, actor, context),
      },
      context,
    );
    return replyTo(result, request, overlap.notes);
  },
};

function replyTo(result: AmendResult, { id }: Request, notes: readonly string[]): Reply {
  switch (result.kind) {
    case "invalid":
      return invalidFields({ [nameOfField(result.field)]: result.why });
    case "unchanged":
      return message(NOT_DONE, `Request ${id} already says this.`, ...notes);
    case "done":
      return message(`Request ${id} was corrected`, "The requester is told.", ...notes);
    default:
      return message(NOT_DONE, result.denial);
  }
}

const CLEARED = { groups: "", ends: "" } as const;

/** Explains why the request can't be corrected now. Undefined if it can. */
function denyNow(
  request: Request,
  { isAdmin }: Pick<Actor, "isAdmin">,
  { workflows }: Pick<HandlerContext, "workflows">,
): string | undefined {
  const { id, kind } = request;
  if (KIND_VIEWS[kind].correctable.length === 0) return `Request ${id} has nothing that can be corrected.`;
  const decider = pendingDecider(request, workflows);
  if (!decider) return `Request ${id} no longer waits for approval, so it can't be corrected.`;
  return decider === "admin" && !isAdmin ? `An admin decides on request ${id} first.` : undefined;
}

const TRY_AGAIN =
  "acct is checking this request again at the moment. Please press the button again in a few seconds.";

/** Whether acct is at work on a request that will wait for approvals again. */
const isLookedAt = (request: Request, { workflows }: Pick<HandlerContext, "workflows">): boolean =>
  request.status === "running" &&
  workflowFor(request, workflows).some((one) => one.name === request.stage && one.approval !== undefined);

/** A PI can only move the request to a project for which they decide, and is asked about it then. */
async function asOwnProject(
  answers: Partial<Answers>,
  request: Request,
  actor: Actor,
  context: HandlerContext,
): Promise<{ readonly answers: Partial<Answers> } | { readonly why: string }> {
  const { project } = answers;
  if (actor.isAdmin || !project || project === request.project) return { answers };
  const mine = (await findDeciders(project, context)).find(({ user }) => isUserOf(actor, user));
  if (!mine?.email)
    return {
      why: `You don't lead ${project}, as far as we know. Choose a project of yours, or ask an admin.`,
    };
  if (await isOffboarded(context.db, mine)) return { why: `You can't decide for ${project} at the moment.` };
  return { answers: { ...answers, pi: { name: mine.name, email: mine.email, user: mine.user } } };
}
