import { and, eq, gt, isNotNull, lt } from "drizzle-orm";
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
 * Sets the user's link up, or anew: the token before it is dead, and the attempts begin at nought. Otherwise nothing is
 * changed: PIN or password are missing, and there is no link to keep them from ("no-link"), or one that was used or has
 * expired, with which they were erased ("erased"). An expired one never keeps them, whether they lie there still or not.
 */
export async function putKeystoneLink(db: Db, link: KeystoneLink): Promise<"done" | "no-link" | "erased"> {
  const { id, keystoneUserId, pinHash, sealedPassword, ...anew } = link;
  const fresh = {
    ...anew,
    attempts: 0,
    claimedUntil: null,
    usedAt: null,
    staleSince: null,
    unansweredSince: null,
  };
  if (pinHash !== undefined && sealedPassword !== undefined) {
    const secrets = { pinHash, sealedPassword };
    await db
      .insert(passwordLinks)
      .values({ id, keystoneUserId, ...secrets, ...fresh })
      .onConflictDoUpdate({ target: passwordLinks.keystoneUserId, set: { ...secrets, ...fresh } });
    return "done";
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
        gt(passwordLinks.expiresAt, link.createdAt),
        pinHash === undefined ? isNotNull(passwordLinks.pinHash) : undefined,
        sealedPassword === undefined ? isNotNull(passwordLinks.sealedPassword) : undefined,
      ),
    )
    .returning({ id: passwordLinks.id });
  if (rows.length === 1) return "done";
  const hadOne = await db.$count(passwordLinks, eq(passwordLinks.keystoneUserId, keystoneUserId));
  return hadOne > 0 ? "erased" : "no-link";
}

/** When this user's link was set up. */
export async function keystoneLinkSince(db: Db, keystoneUserId: string): Promise<Date | undefined> {
  const [row] = await db
    .select({ createdAt: passwordLinks.createdAt })
    .from(passwordLinks)
    .where(eq(passwordLinks.keystoneUserId, keystoneUserId));
  return row?.createdAt;
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
      set: { ...values, usedAt: null, claimedUntil: null, staleSince: null, unansweredSince: null },
      setWhere: lt(passwordLinks.createdAt, link.createdAt),
    });
}
