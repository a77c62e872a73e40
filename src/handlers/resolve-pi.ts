import type { Actor } from "../chat/chat.ts";
import { isOffboarded } from "../db/deciders.ts";
import type { Request } from "../db/tables/requests.ts";
import { isSameUser } from "../pipeline/checks/same-user.ts";
import type { NewPi } from "../pipeline/engine/request-command.ts";
import { mayUse } from "../pipeline/links/judge-link.ts";
import { lookUpLink } from "../pipeline/links/look-up-link.ts";
import type { PipelineDeps } from "../pipeline/pipeline-deps.ts";
import { NO_ADDRESS, readEmailAddress } from "../view/email-address.ts";
import { UserError } from "./handler.ts";

/** Explains why someone can't be named as a PI, because they were offboarded. Undefined if they can. */
export async function denyNewPi(pi: NewPi, { db }: Pick<PipelineDeps, "db">): Promise<string | undefined> {
  return (await isOffboarded(db, pi))
    ? `${pi.name} was suspended or offboarded and can't decide.`
    : undefined;
}

/** More of a text than this is not shown. */
const MAX_ADDRESS = 254;

/** Matches a mention of a person, in the form in which chat systems pass it to acct. */
export const MENTION = /^@([a-z]+:\S+)$/;

/**
 * Resolves a mention ("@slack:U0123") or an email address to a PI who can decide on this request. Throws a `UserError` if the
 * text is neither, or if that person can't decide.
 */
export async function resolvePi(
  named: string,
  request: Request,
  deps: Pick<PipelineDeps, "db" | "now" | "chat">,
): Promise<NewPi> {
  const pi = await findPerson(named.trim(), deps);
  if (
    pi.email.toLowerCase() === request.email.toLowerCase() ||
    (pi.user !== null && (await isSameUser(pi.user, request.requesterUser, deps)))
  ) {
    throw new UserError(`${pi.name} is the requester, so someone else has to decide.`);
  }
  return pi;
}

/**
 * Finds the address at which a person is asked as a PI: the one that the chat has verified, that of the person whom they have proven
 * to be, or the one in their profile, which gives no rights. Undefined if there is none.
 */
export async function findPiAddress(
  actor: Actor,
  deps: Pick<PipelineDeps, "db" | "now" | "chat">,
): Promise<string | undefined> {
  if (actor.membership !== "member" || actor.email) return actor.email;
  const found = await lookUpLink(actor, deps);
  return (found && mayUse(found.verdict) ? found.person.email : undefined) ?? actor.unverifiedEmail;
}

/** Explains why a person with this address can't be a PI. Returns undefined if they can. */
export function denyPi(
  { name, membership, isEmailHidden, entersEmail }: Actor,
  email: string | undefined,
): string | undefined {
  if (membership === "member" && email) return undefined;
  if (membership === "member" && entersEmail)
    return `acct can't see the email address of ${name}. Enter their address instead.`;
  if (membership === "member" && isEmailHidden)
    return `acct can't see the email address of ${name} at the moment. The people who run acct are told. Please try again later.`;
  return `${name} can't decide on requests. Choose a full, active member.`;
}

async function findPerson(named: string, deps: Pick<PipelineDeps, "db" | "now" | "chat">): Promise<NewPi> {
  const { chat } = deps;
  const [, user] = MENTION.exec(named) ?? [];
  if (user) {
    const person = await chat.getUser(user);
    const email = await findPiAddress(person, deps);
    const denial = denyPi(person, email);
    if (denial) throw new UserError(denial);
    return { name: person.name, email: email ?? "", user };
  }
  const read = readEmailAddress(named);
  if (!("address" in read)) {
    const shown = named.slice(0, MAX_ADDRESS);
    throw new UserError(
      read.problem === NO_ADDRESS
        ? `"${shown}" is neither a person (@name) nor an email address.`
        : `"${shown}" ${read.problem}.`,
    );
  }
  const { address } = read;
  const member = await chat.findByEmail(address, { isAwaited: true });
  return {
    name: member?.name ?? (/[<:\s]/.test(named) ? address : named),
    email: address,
    user: member?.user ?? null,
  };
}
