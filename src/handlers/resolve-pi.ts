import { z } from "zod";
import type { Actor } from "../chat/chat.ts";
import type { Request } from "../db/schema.ts";
import type { NewPi } from "../pipeline/engine/transition-by-action.ts";
import type { PipelineDeps } from "../pipeline/pipeline-deps.ts";
import { UserError } from "./handler.ts";

/** RFC 5321 §4.5.3.1.3, less the angle brackets. Longer texts are not parsed, because patterns for addresses are slow on them. */
const MAX_ADDRESS = 254;

/** How a chat system passes a mentioned person on. */
export const MENTION = /^@([a-z]+:\S+)$/;

/**
 * The PI that a person in the chat ("@slack:U0123") or an email address names, as someone who can decide on this request.
 * Throws a `UserError` when they cannot.
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

/** Why this person cannot be a PI; undefined: they can. */
export function denyPi({ name, membership, email }: Actor): string | undefined {
  if (membership === "member" && email) return undefined;
  return `${name} can't decide on requests: choose a full, active member`;
}

async function findPerson(named: string, chat: PipelineDeps["chat"]): Promise<NewPi> {
  const [, user] = MENTION.exec(named) ?? [];
  if (user) {
    const person = await chat.getUser(user);
    const denial = denyPi(person);
    if (denial) throw new UserError(`${denial}.`);
    return { name: person.name, email: person.email ?? "", user };
  }
  if (named.length > MAX_ADDRESS || !z.email().safeParse(named).success) {
    throw new UserError(`"${named.slice(0, MAX_ADDRESS)}" is neither a person (@name) nor an email address.`);
  }
  const member = await chat.findByEmail(named);
  return { name: member?.name ?? named, email: named.toLowerCase(), user: member?.user ?? null };
}
