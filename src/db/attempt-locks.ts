import { and, eq, isNotNull, isNull, lt, or, sql } from "drizzle-orm";
import type { Db } from "./client.ts";
import { isThisLink } from "./is-this-link.ts";
import { type PasswordLink, passwordLinks } from "./schema.ts";

/** A turn ends so long after its process was last heard of. */
const CLAIM_MS = 5000;
/** How often a process that works on a try says so. */
export const HEARTBEAT_MS = 1500;

/**
 * Counts an attempt before anything is compared, and takes the link's turn: however many guesses come at once, they are
 * looked at one after another, and never more than `maxAttempts`. Undefined: used, locked, gone, or it is another's turn.
 */
export async function acquireAttemptLock(
  db: Db,
  tokenHash: Buffer,
  maxAttempts: number,
  now: Date,
): Promise<PasswordLink | undefined> {
  const [row] = await db
    .update(passwordLinks)
    .set({
      attempts: sql`${passwordLinks.attempts} + 1`,
      claimedUntil: new Date(now.getTime() + CLAIM_MS),
    })
    .where(
      and(
        eq(passwordLinks.tokenHash, tokenHash),
        isNull(passwordLinks.usedAt),
        isNull(passwordLinks.staleSince),
        lt(passwordLinks.attempts, maxAttempts),
        or(isNull(passwordLinks.claimedUntil), lt(passwordLinks.claimedUntil, now)),
      ),
    )
    .returning();
  return row;
}

/** The turn goes on: its try is still being looked at. */
export async function extendAttemptLock(
  db: Db,
  link: Pick<PasswordLink, "id" | "tokenHash">,
  now: Date,
): Promise<void> {
  await db
    .update(passwordLinks)
    .set({ claimedUntil: new Date(now.getTime() + CLAIM_MS) })
    .where(and(isThisLink(link), isNotNull(passwordLinks.claimedUntil)));
}

/** The turn is over. `wasRight`: only wrong PINs count. Quiet when the link was set up anew meanwhile. */
export async function releaseAttemptLock(
  db: Db,
  link: Pick<PasswordLink, "id" | "tokenHash">,
  wasRight: boolean,
): Promise<void> {
  await db
    .update(passwordLinks)
    .set({
      claimedUntil: null,
      ...(wasRight ? { attempts: sql`greatest(${passwordLinks.attempts} - 1, 0)` } : {}),
    })
    .where(isThisLink(link));
}

/** A try on a link that is locked: counted, and not looked at. */
export async function recordLockedAttempt(db: Db, tokenHash: Buffer): Promise<void> {
  await db
    .update(passwordLinks)
    .set({ attempts: sql`${passwordLinks.attempts} + 1` })
    .where(eq(passwordLinks.tokenHash, tokenHash));
}
