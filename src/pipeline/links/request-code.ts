import { randomUUID } from "node:crypto";
import type { Actor } from "../../chat/chat.ts";
import { inTransaction } from "../../db/client.ts";
import { countCodeClaims, findOpenCodeClaim, insertClaim, replaceCode } from "../../db/link-claims.ts";
import { insertNotification } from "../../db/notifications.ts";
import type { Person } from "../../db/tables/people.ts";
import { fullName } from "../../view/full-name.ts";
import { hashToken, linkToken } from "../passwords/password-token.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { hashCode, newCode } from "./link-code.ts";
import { linkMessages } from "./link-messages.ts";

/** A code and the link in the email work this long. */
export const CODE_MS = 30 * 60_000;
/** After this many wrong codes, a new one is needed. */
export const MAX_CODE_ATTEMPTS = 5;
/** The number of emails that one chat user can cause for one person in an hour. */
const MAX_PER_HOUR = 5;
const HOUR_MS = 3_600_000;

export type RequestedCode =
  | { readonly kind: "code"; readonly code: string; readonly minutes: number }
  /** The user asked too often, or the registry has no address to write to. */
  | { readonly kind: "too-many" | "no-address" };

/**
 * Emails a link to the person's own address, and returns the code that has to be entered behind it. Asking again while the link
 * works replaces only the code, and sends no further email. Only this user's attempts count, so no one can lock out the owner.
 */
export async function requestCode(
  person: Person,
  label: string,
  { user, name }: Pick<Actor, "user" | "name">,
  { db, now, secretKey }: Pick<PipelineDeps, "db" | "now" | "secretKey">,
): Promise<RequestedCode> {
  if (person.email === null) return { kind: "no-address" };
  const whose = { personId: person.id, chatUser: user };
  const createdAt = now();
  const code = newCode();
  const open = await findOpenCodeClaim(db, whose, createdAt, MAX_CODE_ATTEMPTS);
  if (open) {
    await replaceCode(db, open.id, hashCode(secretKey, open.id, code));
    const left = open.expiresAt.getTime() - createdAt.getTime();
    return { kind: "code", code, minutes: Math.max(1, Math.floor(left / 60_000)) };
  }
  if ((await countCodeClaims(db, whose, new Date(createdAt.getTime() - HOUR_MS))) >= MAX_PER_HOUR)
    return { kind: "too-many" };
  const id = randomUUID();
  const expiresAt = new Date(createdAt.getTime() + CODE_MS);
  await inTransaction(db, async (tx) => {
    await insertClaim(tx, {
      ...whose,
      id,
      label,
      tokenHash: hashToken(linkToken(secretKey, id)),
      codeHash: hashCode(secretKey, id, code),
      createdAt,
      expiresAt,
    });
    const data = { label, person: name, claim: id, until: expiresAt.toISOString() };
    const [mail] = linkMessages("link-code", id, data, [{ name: fullName(person), email: person.email }]);
    if (mail) await insertNotification(tx, mail, createdAt);
  });
  return { kind: "code", code, minutes: CODE_MS / 60_000 };
}
