import { randomUUID } from "node:crypto";
import type { Actor } from "../../chat/chat.ts";
import { findClaimByToken, insertClaim } from "../../db/link-claims.ts";
import type { LinkClaim } from "../../db/tables/link-claims.ts";
import { hashToken, linkToken } from "../passwords/password-token.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";

/** A link to sign in works this long, and once. */
const SIGN_IN_MS = 15 * 60_000;

/** Creates a link with which this chat user, and no one else, can add their sign-in. Returns its address. */
export async function createSignInLink(
  { user, name }: Pick<Actor, "user" | "name">,
  { db, now, secretKey, rules }: Pick<PipelineDeps, "db" | "now" | "secretKey" | "rules">,
): Promise<string> {
  const id = randomUUID();
  const token = linkToken(secretKey, id);
  const createdAt = now();
  await insertClaim(db, {
    id,
    personId: null,
    chatUser: user,
    label: name,
    tokenHash: hashToken(token),
    createdAt,
    expiresAt: new Date(createdAt.getTime() + SIGN_IN_MS),
  });
  return `${rules.publicUrl}/signin?token=${token}`;
}

/** Finds the claim behind such a link, unless it was used, has expired, or belongs to another kind of link. */
export async function findSignInClaim(
  token: string,
  { db, now }: Pick<PipelineDeps, "db" | "now">,
): Promise<LinkClaim | undefined> {
  const claim = await findClaimByToken(db, hashToken(token));
  const isOpen = claim && claim.personId === null && claim.usedAt === null && claim.expiresAt > now();
  return isOpen ? claim : undefined;
}
