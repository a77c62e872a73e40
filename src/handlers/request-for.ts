import type { Actor } from "../chat/chat.ts";
import { chatOf } from "../chat/chat-of.ts";
import type { Interaction, Reply } from "../chat/interaction.ts";
import { findFormerOrAccountByEmail } from "../db/accounts.ts";
import { listProjectsDecidedBy } from "../db/deciders.ts";
import { listMembershipsOfAccount } from "../db/memberships.ts";
import { findOpenRequestedBy } from "../db/requests.ts";
import type { NewApproval } from "../db/tables/approvals.ts";
import { readDraft } from "../intake/draft.ts";
import { findDeciders, findKnownPi, type KnownDecider } from "../pipeline/checks/deciders.ts";
import { isUserOf } from "../pipeline/checks/same-person.ts";
import { isSameUser } from "../pipeline/checks/same-user.ts";
import { createRequest } from "../pipeline/create-request.ts";
import { mayUse } from "../pipeline/links/judge-link.ts";
import { lookUpLink } from "../pipeline/links/look-up-link.ts";
import { requestFromDraft } from "../pipeline/request-from-draft.ts";
import type { Form } from "../view/form.ts";
import { accountForm, OWN_FIELDS, readGroups } from "./account-form.ts";
import { buildApproval } from "./build-approval.ts";
import { validatePi, validateProject } from "./field-validators.ts";
import {
  type HandlerContext,
  invalidFields,
  message,
  type Submitted,
  toEventActor,
  UserError,
} from "./handler.ts";
import { denyPi, findPiAddress, MENTION } from "./resolve-pi.ts";
import { validateFields } from "./validate-fields.ts";

const NOT_DONE = "No request was submitted";

/**
 * Finds the other person for whom someone requests an account, from the mention that they typed. Undefined if it is for themselves.
 * Throws a `UserError` if it is neither.
 */
export async function findOther(
  text: string,
  actor: Actor,
  context: HandlerContext,
): Promise<Actor | undefined> {
  if (text === "") return undefined;
  const [, user] = MENTION.exec(text) ?? [];
  if (!user)
    throw new UserError(
      `${chatOf(context.chat, actor.user).name} has no one called "${text.slice(0, 100)}". To request an account for someone else, choose them from the list that appears when you type @. For yourself, use /acct request.`,
    );
  if (await isSameUser(user, actor.user, context)) return undefined;
  return context.chat.getUser(user);
}

/** Shows the form for someone else's account. Only they can choose a PIN and a username, so it doesn't ask for those. */
export async function formFor(
  person: Actor,
  { actor, text, values }: Interaction,
  context: HandlerContext,
): Promise<Form | Reply> {
  const denial = await denyRequestFor(person, actor, context);
  if (denial) return message(NOT_DONE, denial);
  const form = accountForm({ ...person, entersEmail: false }, context, { values });
  return validateFields(
    {
      ...form,
      about: text,
      title: "Request for someone",
      intro: [
        `You're requesting an account for ${person.name} (${addressOf(person)}). We'll ask them to confirm it and to choose a PIN before anyone is asked to approve it.`,
      ],
      fields: form.fields.filter(
        ({ name }) =>
          (!OWN_FIELDS.has(name) || name === "givenName" || name === "familyName") &&
          (actor.isAdmin || (name !== "pi" && name !== "projectKind")),
      ),
    },
    { project: validateProject, pi: validatePi },
    values ?? {},
    context,
  );
}

/** Stores the request for someone else. The PI who asks for it has approved it with that. */
export async function submitFor(
  person: Actor,
  { actor, values, deliveryId }: Submitted,
  context: HandlerContext,
): Promise<Reply> {
  const denial = await denyRequestFor(person, actor, context);
  if (denial) return message(NOT_DONE, denial);
  // Only admins are offered the choice, and a client can send what it wasn't offered.
  const newProject = actor.isAdmin && values.projectKind === "new";
  const own = await findOwnRole(values.project ?? "", actor, context);
  if (!actor.isAdmin && !own)
    return invalidFields({
      project: "You don't lead this project, as far as we know. Choose a project of yours, or ask an admin.",
    });
  const chosen = actor.isAdmin && values.pi ? await context.chat.getUser(values.pi) : undefined;
  const chosenEmail = chosen && (await findPiAddress(chosen, context));
  const badPi = chosen && denyPi(chosen, chosenEmail);
  if (badPi) return invalidFields({ pi: badPi });
  const pi = chosen
    ? { name: chosen.name, email: chosenEmail, user: chosen.user }
    : own && (await findAsked(own, values.project ?? "", actor, context));
  if (!newProject && !pi)
    return invalidFields({ pi: "Choose the person who can confirm that they work in this project." });
  const { groups, ...others } = values;
  const read = readDraft({
    ...others,
    ...readGroups(groups),
    givenName: values.givenName ?? "",
    familyName: values.familyName ?? "",
    project: values.project ?? "",
    email: addressOf(person) ?? "",
    newProject,
    username: undefined,
    // The person chooses it when they confirm.
    pin: "0000",
    piName: pi?.name,
    piEmail: pi?.email,
    language: person.locale,
  });
  if ("errors" in read) {
    const problems = Object.entries(read.errors).map(([field, why]) => [field, `This ${why}.`]);
    return invalidFields(Object.fromEntries(problems));
  }
  const { pin: _, ...draft } = read.draft;
  const stored = await requestFromDraft(
    draft,
    { origin: deliveryId, requesterUser: person.user, ...(pi?.user ? { piUser: pi.user } : {}) },
    context.secretKey,
  );
  const onBehalf = { by: actor.user, byName: actor.name, byEmail: actor.email };
  const mayKnow = await mayKnowAbout(person, actor, context);
  const isApproved = own && (!chosen || chosen.user === actor.user);
  const as = isApproved ? describeOwnRole(own, stored.project ?? "") : undefined;
  const { kind, request } = await createRequest(
    { ...stored, details: { ...stored.details, onBehalf } },
    {
      by: toEventActor(actor),
      note: `for ${person.name}${as ? `, and approved it ${as}` : ""}`,
      approval: as ? approveInRole(stored, actor, { as, role: own?.role }, context) : undefined,
      limitedOpener: actor.isAdmin ? undefined : actor.user,
    },
    context,
  );
  if (kind === "known" && mayKnow)
    return message(NOT_DONE, `${person.name} already has an open request (${request.id}).`);
  return message(
    mayKnow ? `Request ${request.id} waits for ${person.name}` : "Request submitted",
    mayKnow
      ? "We've asked them to confirm it, and tell you what they say."
      : `If ${person.name} has no account and no open request yet, we ask them to confirm it, and tell you what they say.`,
  );
}

/** Whom the request names as its PI: the one whom the site knows, also if a manager asks for it. */
async function findAsked(
  own: KnownDecider,
  project: string,
  actor: Actor,
  context: HandlerContext,
): Promise<{ readonly name: string; readonly email: string | undefined; readonly user: string }> {
  const mine = { name: actor.name, email: own.email ?? undefined, user: actor.user };
  const known = await findKnownPi(project.trim().toLowerCase(), context);
  if (!known || known.piEmail.toLowerCase() === own.email?.toLowerCase()) return mine;
  return { name: known.piName ?? known.piEmail, email: known.piEmail, user: known.piUser ?? "" };
}

const describeOwnRole = ({ role }: KnownDecider, project: string) =>
  role === "manager" ? `as a manager of ${project}` : `as a PI of ${project}`;

/** Whoever asks for it and decides for the project needn't be asked. The approval says who it was, and in which role. */
function approveInRole(
  {
    email,
    piEmail = null,
  }: Pick<Parameters<typeof buildApproval>[0], "email"> & { readonly piEmail?: string | null | undefined },
  actor: Actor,
  { as, role = "pi" }: { readonly as: string; readonly role?: KnownDecider["role"] | undefined },
  { now }: HandlerContext,
): NewApproval {
  const reason = `Requested it for them ${as}`;
  const facts = { name: "pi", verdict: "approved", roles: ["pi"], at: now(), reason } as const;
  const approval = buildApproval({ email, piEmail, plan: [] }, actor, facts);
  return { ...approval, evidence: { ...approval.evidence, role } };
}

/** Only an address that the chat vouches for: the account, and the mail with its password, would be someone else's otherwise. */
const addressOf = ({ email }: Actor) => email;

/** Explains why this person can't request an account for that one. Undefined if they can. */
async function denyRequestFor(
  person: Actor,
  actor: Actor,
  context: HandlerContext,
): Promise<string | undefined> {
  const { db } = context;
  if (!actor.isAdmin && !(await decidesForAny(actor, context)))
    return "Only admins, PIs, and managers of projects can request an account for someone else. They can request one themselves with /acct request.";
  if (person.membership !== "member")
    return `${person.name} can't have an account requested for them. Choose a full, active member.`;
  const address = addressOf(person);
  if (!address || person.entersEmail)
    return `acct can't see the email address of ${person.name}, so they have to request the account themselves with /acct request.`;
  // Someone else learns nothing about them. The request goes on, and the person reads that they have an account.
  if (!(await mayKnowAbout(person, actor, context))) return undefined;
  if (await findFormerOrAccountByEmail(db, address))
    return `${person.name} already has an account here, or had one.`;
  const open = await findOpenRequestedBy(db, "account", { user: person.user, email: address });
  return open ? `${person.name} already has an open request (${open.id}).` : undefined;
}

/** Whether someone may know if a person has an account or a request: as an admin, or because they decide for a project of theirs. */
async function mayKnowAbout(person: Actor, actor: Actor, context: HandlerContext): Promise<boolean> {
  if (actor.isAdmin) return true;
  const { db } = context;
  const address = addressOf(person) ?? "";
  const account = await findFormerOrAccountByEmail(db, address);
  const open = await findOpenRequestedBy(db, "account", { user: person.user, email: address });
  const projects = [
    ...(account ? (await listMembershipsOfAccount(db, account.id)).map(({ project }) => project) : []),
    ...(open?.project ? [open.project] : []),
  ];
  for (const project of new Set(projects)) if (await findOwnRole(project, actor, context)) return true;
  return false;
}

async function decidesForAny(actor: Actor, context: HandlerContext): Promise<boolean> {
  const link = await lookUpLink(actor, context);
  const isInRegistry =
    link !== undefined &&
    mayUse(link.verdict) &&
    (await listProjectsDecidedBy(context.db, link.person.id)).length > 0;
  const address = actor.email?.toLowerCase();
  return (
    isInRegistry ||
    (address !== undefined && Object.values(context.rules.projects).some((one) => one?.pi === address))
  );
}

/** Finds the person among those who decide for a project, if they are one of them. */
async function findOwnRole(
  name: string,
  actor: Actor,
  context: HandlerContext,
): Promise<KnownDecider | undefined> {
  const address = actor.email?.toLowerCase();
  return (await findDeciders(name.trim().toLowerCase(), context)).find(
    ({ user, email }) =>
      isUserOf(actor, user) || (user === null && address !== undefined && email?.toLowerCase() === address),
  );
}
