import { and, eq, gt, isNotNull, lt } from "drizzle-orm";
import type { Db } from "./client.ts";
import { passwordLinks } from "./tables/password-links.ts";

/** A link that a program creates for a Keystone user. Undefined values stay unchanged. */
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
 * Creates or renews the user's link. The previous token stops working, and attempts start at zero. Without a PIN or a
 * password, those of the existing link are kept. Nothing changes if there is no such link ("no-link"), or if it was used or
 * has expired and they were erased with it ("erased"). They are never kept from an expired link, even if not erased yet.
 */
export async function putKeystoneLink(db: Db, link: KeystoneLink): Promise<"done" | "no-link" | "erased"> {
  const { id, keystoneUserId, pinHash, sealedPassword, ...rest } = link;
  const fresh = {
    ...rest,
    attempts: 0,
    attemptLockUntil: null,
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

/** Returns when this user's link was created. */
export async function keystoneLinkSince(db: Db, keystoneUserId: string): Promise<Date | undefined> {
  const [row] = await db
    .select({ createdAt: passwordLinks.createdAt })
    .from(passwordLinks)
    .where(eq(passwordLinks.keystoneUserId, keystoneUserId));
  return row?.createdAt;
}

/** Imports a link of another service, unless this user has a newer one here. */
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
      set: { ...values, usedAt: null, attemptLockUntil: null, staleSince: null, unansweredSince: null },
      setWhere: lt(passwordLinks.createdAt, link.createdAt),
    });
}
