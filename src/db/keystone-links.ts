import { and, eq, isNotNull, lt } from "drizzle-orm";
import type { Db } from "./client.ts";
import { passwordLinks } from "./schema.ts";

/** What a program sets up for a Keystone user. What is undefined stays as it was. */
export interface KeystoneLink {
  readonly id: string;
  readonly keystoneUserId: string;
  readonly tokenHash: Buffer;
  readonly pinHash: string | undefined;
  readonly sealedPassword: Buffer | undefined;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/**
 * Sets the user's link up, or anew: the token before it is dead, and the attempts begin at nought. False: there is none
 * with secrets to keep, and PIN or password are missing.
 */
export async function putKeystoneLink(db: Db, link: KeystoneLink): Promise<boolean> {
  const { id, keystoneUserId, pinHash, sealedPassword, ...anew } = link;
  const fresh = { ...anew, attempts: 0, claimedUntil: null, usedAt: null };
  if (pinHash !== undefined && sealedPassword !== undefined) {
    const secrets = { pinHash, sealedPassword };
    await db
      .insert(passwordLinks)
      .values({ id, keystoneUserId, ...secrets, ...fresh })
      .onConflictDoUpdate({ target: passwordLinks.keystoneUserId, set: { ...secrets, ...fresh } });
    return true;
  }
  const rows = await db
    .update(passwordLinks)
    .set({
      ...fresh,
      ...(pinHash === undefined ? {} : { pinHash }),
      ...(sealedPassword === undefined ? {} : { sealedPassword }),
    })
    .where(
      and(
        eq(passwordLinks.keystoneUserId, keystoneUserId),
        pinHash === undefined ? isNotNull(passwordLinks.pinHash) : undefined,
        sealedPassword === undefined ? isNotNull(passwordLinks.sealedPassword) : undefined,
      ),
    )
    .returning({ id: passwordLinks.id });
  return rows.length === 1;
}

/** Writes down a link that another service had set up, unless there is a newer one of this user here. */
export async function takeOverKeystoneLink(
  db: Db,
  link: KeystoneLink & { readonly attempts: number },
): Promise<void> {
  const { id, keystoneUserId, ...values } = link;
  await db
    .insert(passwordLinks)
    .values(link)
    .onConflictDoUpdate({
      target: passwordLinks.keystoneUserId,
      set: values,
      setWhere: lt(passwordLinks.createdAt, link.createdAt),
    });
}
