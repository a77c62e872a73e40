import type { Interaction } from "../chat/interaction.ts";
import { findAccountByUsername, listAccountsOfPerson } from "../db/accounts.ts";
import { isOffboarded } from "../db/deciders.ts";
import { listMembershipsOfAccount } from "../db/memberships.ts";
import { listProjectsLedBy, listProjectsNamed } from "../db/projects.ts";
import type { Request } from "../db/tables/requests.ts";
import { REQUEST_KINDS } from "../pipeline/kinds/kinds.ts";
import { mayUse } from "../pipeline/links/judge-link.ts";
import { lookUpLink } from "../pipeline/links/look-up-link.ts";
import { findSubject, subjectOf } from "../pipeline/why/find-subject.ts";
import type { WhySubject } from "../pipeline/why/subject.ts";
import type { Button } from "../view/button.ts";
import type { HandlerContext } from "./handler.ts";
import { ownAccount } from "./own-account.ts";
import { chooseAccount, listOwnAccounts } from "./own-accounts.ts";
import { denyReason } from "./policy.ts";
import { readRequest } from "./request-id.ts";
import { MENTION } from "./resolve-pi.ts";

/** Whose way in someone asked about, and how much of the answer they may read. */
export type WhyTarget =
  | { readonly reader: "self" | "pi" | "admin"; readonly subject: WhySubject; readonly who: string }
  /** There is nothing to walk: the sentence says why. */
  | { readonly reader: "none"; readonly why: string; readonly buttons?: readonly Button[] };

/** Longer ones belong to no one. */
const MAX_WORD = 254;
const NOT_YOURS = "You can only ask about yourself or, as a PI, about the members of your projects.";

/** Finds out whom a command or a button is about. A person may ask about themself, a PI about the members of their projects, and an admin about anyone. */
export async function findWhyTarget(
  { actor, text, subject: ref }: Pick<Interaction, "actor" | "text" | "subject">,
  context: HandlerContext,
): Promise<WhyTarget> {
  if (ref) return targetOfRequest(await readRequest({ subject: ref, text }, context.db), actor, context);
  const [first, second] = text
    .trim()
    .split(/\s+/)
    .filter((word) => word !== "")
    .map((word) => word.slice(0, MAX_WORD));
  if (first === undefined) return targetOfSelf(actor, context, {});
  const own = await listOwnAccounts(await ownAccount(actor, context), context);
  if (own.some(({ username }) => username === first.toLowerCase()))
    return targetOfSelf(actor, context, { username: first, project: second });
  if (isAdmin(actor)) return targetOfAnyone(first, second, actor, context);
  if (first.includes("@")) return { reader: "none", why: NOT_YOURS };
  const member = await targetOfMember(first, second, actor, context);
  if (member) return member;
  if (second !== undefined) return { reader: "none", why: NOT_YOURS };
  if ((await listProjectsNamed(context.db, first)).length === 0)
    return {
      reader: "none",
      why: `There's no project called ${first}, and no member of your projects either.`,
    };
  return targetOfSelf(actor, context, { project: first });
}

const isAdmin = (actor: Interaction["actor"]) => denyReason("see-all", actor) === undefined;

interface Named {
  readonly username?: string | null;
  readonly project?: string | undefined;
}

async function targetOfSelf(
  actor: Interaction["actor"],
  context: HandlerContext,
  { username, project }: Named,
): Promise<WhyTarget> {
  const { db } = context;
  const reader = isAdmin(actor) ? "admin" : "self";
  const own = await ownAccount(actor, context);
  if (own.account) {
    const accounts = await listOwnAccounts(own, context);
    const account = chooseAccount(accounts, username ?? "") ?? own.account;
    return { reader, who: account.username, subject: await subjectOf(db, account, project) };
  }
  const found = await lookUpLink(actor, context);
  if (found && mayUse(found.verdict)) {
    const former = (await listAccountsOfPerson(db, found.person.id)).at(-1);
    if (former) return { reader, who: former.username, subject: await subjectOf(db, former, project) };
  }
  const emails = actor.email ? [actor.email.toLowerCase()] : [];
  const users = [actor.user, ...(actor.alsoUsers ?? [])];
  const isUnclear =
    own.unlinked !== undefined || (!actor.email && (actor.isEmailHidden || actor.entersEmail));
  if (isUnclear) {
    const confirm: Button = { action: "reset-password", label: "Confirm…", style: "primary" };
    return {
      reader: "none",
      why: own.denial,
      buttons: own.unlinked && found?.verdict !== "answer" ? [confirm] : [],
    };
  }
  return {
    reader,
    who: actor.name,
    subject: { account: undefined, personId: undefined, users, emails, project },
  };
}

async function targetOfAnyone(
  first: string,
  project: string | undefined,
  actor: Interaction["actor"],
  context: HandlerContext,
): Promise<WhyTarget> {
  const { db } = context;
  const [, user] = MENTION.exec(first) ?? [];
  const subject = await findSubject(db, user ?? first, project);
  if (subject) {
    const who = subject.account?.username ?? subject.emails[0] ?? first;
    return { reader: "admin", subject, who };
  }
  if (project === undefined && (await listProjectsNamed(db, first)).length > 0)
    return targetOfSelf(actor, context, { project: first });
  return { reader: "none", why: `acct knows no one called ${first}, and no project with this name.` };
}

/** What belongs to other projects stays hidden: someone who isn't in a project of theirs is answered as if there were no such account. */
async function targetOfMember(
  username: string,
  project: string | undefined,
  actor: Interaction["actor"],
  context: HandlerContext,
): Promise<WhyTarget | undefined> {
  const { db } = context;
  const found = await lookUpLink(actor, context);
  if (!found || !mayUse(found.verdict) || (await isOffboarded(db, actor))) return undefined;
  const led = (await listProjectsLedBy(db, found.person.id)).map(({ name }) => name);
  const account = led.length > 0 ? await findAccountByUsername(db, username.toLowerCase()) : undefined;
  if (!account) return undefined;
  const shared = (await listMembershipsOfAccount(db, account.id))
    .map((one) => one.project)
    .filter((name) => led.includes(name));
  const about = shared.find((name) => project === undefined || name.toLowerCase() === project.toLowerCase());
  if (about === undefined) return undefined;
  return { reader: "pi", who: account.username, subject: await subjectOf(db, account, about) };
}

/** The request says whose account and which project it is about. */
async function targetOfRequest(
  request: Request,
  actor: Interaction["actor"],
  context: HandlerContext,
): Promise<WhyTarget> {
  const { db } = context;
  const { kind, username, email, requesterUser } = request;
  const { createsAccount, joinsProject } = REQUEST_KINDS[kind];
  const project = joinsProject && !createsAccount ? (request.project ?? undefined) : undefined;
  if (isAdmin(actor)) {
    const subject =
      (username === null ? undefined : await findSubject(db, username, project)) ??
      (await findSubject(db, email, project));
    return subject
      ? { reader: "admin", subject, who: subject.account?.username ?? email }
      : { reader: "none", why: `acct knows no account of ${email}.` };
  }
  if (requesterUser !== null && denyReason("answer", actor, request) === undefined)
    return targetOfSelf(actor, context, { username, project });
  return { reader: "none", why: NOT_YOURS };
}
