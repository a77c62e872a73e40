import type { Actor } from "../chat/chat.ts";
import type { Request } from "../db/tables/requests.ts";
import type { NewPi } from "../pipeline/engine/transition-by-command.ts";
import type { PipelineDeps } from "../pipeline/pipeline-deps.ts";
import { NO_ADDRESS, readEmailAddress } from "../view/email-address.ts";
import { UserError } from "./handler.ts";

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
  { chat }: Pick<PipelineDeps, "chat">,
): Promise<NewPi> {
  const pi = await findPerson(named.trim(), chat);
  if (
    pi.email.toLowerCase() === request.email.toLowerCase() ||
    (pi.user !== null && pi.user === request.requesterUser)
  ) {
    throw new UserError(`${pi.name} is the requester, so someone else has to decide.`);
  }
  return pi;
}

/** Explains why a person can't be a PI. Returns undefined if they can. */
export function denyPi({ name, membership, email, isEmailHidden }: Actor): string | undefined {
  if (membership === "member" && email) return undefined;
  if (membership === "member" && isEmailHidden)
    return `acct can't see the email address of ${name} at the moment. The people who run acct are told. Please try again later.`;
  return `${name} can't decide on requests. Choose a full, active member.`;
}

async function findPerson(named: string, chat: PipelineDeps["chat"]): Promise<NewPi> {
  const [, user] = MENTION.exec(named) ?? [];
  if (user) {
    const person = await chat.getUser(user);
    const denial = denyPi(person);
    if (denial) throw new UserError(denial);
    return { name: person.name, email: person.email ?? "", user };
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
