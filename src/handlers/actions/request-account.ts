import type { Actor } from "../../chat/chat.ts";
import { chatOf } from "../../chat/chat-of.ts";
import type { Reply } from "../../chat/interaction.ts";
import { findOpenRequestedBy } from "../../db/requests.ts";
import type { Account } from "../../db/tables/accounts.ts";
import type { Invitation } from "../../db/tables/invitations.ts";
import type { Request } from "../../db/tables/requests.ts";
import { Failure } from "../../failure/failure.ts";
import { readDraft } from "../../intake/draft.ts";
import { explainBadUsername, isBestChosen } from "../../pipeline/checks/username.ts";
import { createRequest } from "../../pipeline/create-request.ts";
import { requestFromDraft } from "../../pipeline/request-from-draft.ts";
import { acceptInvitation } from "../../pipeline/roster/answer-invitation.ts";
import { withdraw } from "../../pipeline/withdraw.ts";
import { isWithdrawable } from "../../view/buttons-for.ts";
import type { Form } from "../../view/form.ts";
import type { Line } from "../../view/notice.ts";
import { accountForm, readGroups, WHY_CHOOSE } from "../account-form.ts";
import { alreadyRequested, FOUND, JOIN } from "../already-requested.ts";
import { explainDeadInvitation } from "../explain-dead-invitation.ts";
import { explainHiddenEmail } from "../explain-hidden-email.ts";
import { validatePi, validateProject, validateUsername } from "../field-validators.ts";
import {
  type HandlerContext,
  invalidFields,
  message,
  type OptionalRequestHandler,
  type Submitted,
  toEventActor,
} from "../handler.ts";
import { ownAccount } from "../own-account.ts";
import { findOther, formFor, submitFor } from "../request-for.ts";
import { denyPi, findPiAddress } from "../resolve-pi.ts";
import { submittedReply } from "../submitted-reply.ts";
import { type FieldValidator, validateFields } from "../validate-fields.ts";

const NOT_DONE = "No request was submitted";

/** Lets a person request an account. With the button on their own open request, the new request replaces that one. */
export const requestAccount: OptionalRequestHandler = {
  name: "request-account",
  about: "optional-request",
  right: (replaced) => (replaced ? "replace" : "request"),
  notDone: NOT_DONE,
  namesPerson: true,
  command: {
    name: "request",
    arguments: "[@person]",
    help: "Request an account, or one for someone else (admins, PIs)",
  },
  async form(interaction, replaced, context) {
    const { actor, values, text } = interaction;
    const other = await findOther(text, actor, context);
    if (other) return formFor(other, interaction, context);
    if (!emailOf(actor) && !actor.entersEmail) return explainNoEmail(actor, context);
    if (!values) {
      const open = await findOpenRequestedBy(context.db, "account", { user: actor.user, email: actor.email });
      if (open && (open.id !== replaced?.id || !isWithdrawable(open)))
        return alreadyRequested(open, actor, context);
      const { account } = await ownAccount(actor, context);
      if (account && !replaced) return explainAccount(account);
    }
    const username: FieldValidator = (value, _, deps) => validateUsername(value, deps, replaced?.id);
    const validators = { project: validateProject, pi: validatePi, username };
    const form = accountForm(actor, context, { values, replaced });
    return validateFields(form, validators, values ?? {}, context);
  },
  async run(interaction, replaced, context) {
    const { actor, values, text } = interaction;
    const other = await findOther(text, actor, context);
    if (other) return submitFor(other, interaction, context);
    const email = emailOf(actor) ?? (actor.entersEmail ? (values.email ?? "") : undefined);
    return email !== undefined
      ? submitAccount(interaction, { email, replaced }, context)
      : explainNoEmail(actor, context);
  },
};

/** What someone who has an account may want instead. */
const explainAccount = ({ username }: Account): Reply => ({
  kind: "message",
  notice: {
    title: `You already have the account ${username}`,
    lines: ["With it, you can join other projects, and ask for new ones."],
    buttons: [JOIN, FOUND],
  },
});

export const emailOf = ({ email, unverifiedEmail }: Actor) => email ?? unverifiedEmail;

export const explainNoEmail = ({ user, isEmailHidden }: Actor, { chat }: HandlerContext): Reply =>
  message(
    NOT_DONE,
    isEmailHidden
      ? explainHiddenEmail(chatOf(chat, user).name)
      : "Your chat account has no verified email address. Please add one and try again.",
  );

interface AccountSubmission {
  readonly email: string;
  readonly replaced?: Request | undefined;
  /** The project and its PI are known from it, and the request accepts it. */
  readonly invitation?: Invitation | undefined;
}

/** Makes a request of a form for an account. */
export async function submitAccount(
  interaction: Submitted,
  { email, replaced, invitation }: AccountSubmission,
  context: HandlerContext,
): Promise<Reply> {
  const { actor } = interaction;
  const values = invitation
    ? { ...interaction.values, projectKind: "join", project: invitation.project, pi: "" }
    : interaction.values;
  const pi = values.pi ? await context.chat.getUser(values.pi) : undefined;
  const piEmail = (pi && (await findPiAddress(pi, context))) ?? values.piEmail;
  const denial = pi && denyPi(pi, piEmail?.trim());
  if (denial) return invalidFields({ [pi.entersEmail ? "piEmail" : "pi"]: denial });
  const newProject = values.projectKind === "new";
  if (!newProject && !pi && !invitation)
    return invalidFields({ pi: "Choose the person who can confirm that you work in this project." });

  const { groups: chosen, ...others } = values;
  const read = readDraft({
    ...others,
    ...readGroups(chosen),
    givenName: values.givenName ?? "",
    familyName: values.familyName ?? "",
    project: values.project ?? "",
    pin: values.pin ?? "",
    email,
    newProject,
    piName: pi?.name,
    piEmail: pi && piEmail,
    language: actor.locale,
  });
  if ("errors" in read)
    return invalidFields(withLabels(read.errors, accountForm(actor, context, { values })));
  const { draft, warnings } = read;
  if (!draft.username && isBestChosen(draft, context.rules.usernames.rule)) {
    return invalidFields({ username: WHY_CHOOSE });
  }
  const taken = draft.username && (await explainIfTaken(draft.username, context, replaced?.id));
  if (taken) return invalidFields({ username: taken });
  const late = replaced && (await withdrawReplaced(replaced, actor, context));
  if (late) return message(NOT_DONE, late);

  const source = {
    origin: interaction.deliveryId,
    requesterUser: actor.user,
    ...(pi ? { piUser: pi.user } : {}),
    ...(actor.entersEmail ? { addressUnproved: true } : {}),
    remarks: Object.entries(warnings).map(
      ([field, warning]) => `${WARNED_FIELDS[field] ?? field} ${warning}.`,
    ),
  };
  const request = await requestFromDraft(draft, source, context.secretKey);
  const by = toEventActor(actor);
  if (!invitation) return submittedReply(await createRequest(request, { by, note: "" }, context));
  const accepted = await acceptInvitation(invitation, request, by, context);
  if (accepted.kind === "elsewhere") return alreadyRequested(accepted.request, actor, context);
  return "request" in accepted ? submittedReply(accepted) : explainDeadInvitation(accepted.kind, context);
}

const WARNED_FIELDS: Readonly<Record<string, string>> = {
  givenName: "The first name",
  familyName: "The last name",
  piName: "The PI's name",
};

/**
 * Withdraws the request that the new one replaces. Returns the reason if it is too late for that. A request that is already
 * withdrawn is fine, because this form may have withdrawn it a moment ago.
 */
async function withdrawReplaced(
  { id }: Request,
  actor: Actor,
  context: HandlerContext,
): Promise<Line | undefined> {
  const help = context.rules.site.helpAddress;
  const why = { by: toEventActor(actor), note: "to submit another request", help };
  const changed = await withdraw(id, why, context);
  const isDone = changed.kind === "refused" && changed.request.status === "withdrawn";
  return isDone ? undefined : changed.denial;
}

/**
 * Explains why a username can't be used. A directory that doesn't respond doesn't stop the person from submitting the form,
 * because the stage verify-identity checks the directory again.
 */
export async function explainIfTaken(
  username: string,
  context: HandlerContext,
  requestId?: number,
): Promise<string | undefined> {
  try {
    return await explainBadUsername(username, context, requestId);
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

/** Adds the field's label to each error: "PIN must be 4 to 8 digits.". */
export function withLabels(
  errors: Readonly<Record<string, string>>,
  { fields }: Pick<Form, "fields">,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(errors).map(([name, error]) => {
      const label = fields.find((field) => field.name === name)?.label ?? name;
      return [name, `${label} ${error}.`];
    }),
  );
}
