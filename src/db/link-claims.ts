import { and, eq, gt, isNull, lt, sql } from "drizzle-orm";
import type { Db } from "./client.ts";
import { type LinkClaim, linkClaims } from "./tables/link-claims.ts";

interface ClaimedBy {
  readonly personId: number;
  readonly chatUser: string;
}

export async function insertClaim(db: Db, claim: typeof linkClaims.$inferInsert): Promise<void> {
  await db.insert(linkClaims).values(claim);
}

export async function findClaim(db: Db, id: string): Promise<LinkClaim | undefined> {
  const [row] = await db.select().from(linkClaims).where(eq(linkClaims.id, id));
  return row;
}

export async function findClaimByToken(db: Db, tokenHash: Buffer): Promise<LinkClaim | undefined> {
  const [row] = await db.select().from(linkClaims).where(eq(linkClaims.tokenHash, tokenHash));
  return row;
}

/** Finds the claim of this user that a code can still prove, and that has this many attempts left. */
export async function findOpenCodeClaim(
  db: Db,
  { personId, chatUser }: ClaimedBy,
  now: Date,
  maxAttempts: number,
): Promise<LinkClaim | undefined> {
  const [row] = await db
    .select()
    .from(linkClaims)
    .where(
      and(
        eq(linkClaims.personId, personId),
        eq(linkClaims.chatUser, chatUser),
        sql`${linkClaims.codeHash} is not null`,
        isNull(linkClaims.usedAt),
        gt(linkClaims.expiresAt, now),
        lt(linkClaims.attempts, maxAttempts),
      ),
    );
  return row;
}

/** Counts how often this user has asked for a code for this person since then. Another user's claims don't count. */
export async function countCodeClaims(
  db: Db,
  { personId, chatUser }: ClaimedBy,
  since: Date,
): Promise<number> {
  return db.$count(
    linkClaims,
    and(
      eq(linkClaims.personId, personId),
      eq(linkClaims.chatUser, chatUser),
      sql`${linkClaims.codeHash} is not null`,
      gt(linkClaims.createdAt, since),
    ),
  );
}

/** Replaces the code of a claim. The link in the email stays the same. */
export async function replaceCode(db: Db, id: string, codeHash: Buffer): Promise<void> {
  await db.update(linkClaims).set({ codeHash }).where(eq(linkClaims.id, id));
}

/** Counts an attempt before it is checked. Returns undefined if the claim has none left, is used, or has expired. */
export async function countAttempt(
  db: Db,
  id: string,
  now: Date,
  maxAttempts: number,
): Promise<LinkClaim | undefined> {
  const [row] = await db
    .update(linkClaims)
    .set({ attempts: sql`${linkClaims.attempts} + 1` })
    .where(
      and(
        eq(linkClaims.id, id),
        isNull(linkClaims.usedAt),
        gt(linkClaims.expiresAt, now),
        lt(linkClaims.attempts, maxAttempts),
      ),
    )
    .returning();
  return row;
}

/** Marks a claim as used. Returns false if it already was, or has expired. */
export async function consumeClaim(tx: Db, id: string, now: Date): Promise<boolean> {
  const rows = await tx
    .update(linkClaims)
    .set({ usedAt: now })
    .where(and(eq(linkClaims.id, id), isNull(linkClaims.usedAt), gt(linkClaims.expiresAt, now)))
    .returning({ id: linkClaims.id });
  return rows.length === 1;
}

/** Tells whether this user still has to answer a proposal about this person. */
export async function hasOpenProposal(
  db: Db,
  { personId, chatUser }: ClaimedBy,
  now: Date,
): Promise<boolean> {
  const open = await db.$count(
    linkClaims,
    and(
      eq(linkClaims.personId, personId),
      eq(linkClaims.chatUser, chatUser),
      isNull(linkClaims.codeHash),
      isNull(linkClaims.tokenHash),
      isNull(linkClaims.usedAt),
      gt(linkClaims.expiresAt, now),
    ),
  );
  return open > 0;
}

/** Ends the claims of a person that are still open: no one can confirm them anymore. */
export async function expireClaims(tx: Db, personId: number, now: Date): Promise<void> {
  await tx
    .update(linkClaims)
    .set({ expiresAt: now })
    .where(and(eq(linkClaims.personId, personId), isNull(linkClaims.usedAt), gt(linkClaims.expiresAt, now)));
}

/** Deletes claims that ended before this moment. Until then, an old button or link gets an answer that says what it was. */
export async function deleteOldClaims(tx: Db, before: Date): Promise<number> {
  const rows = await tx
    .delete(linkClaims)
    .where(lt(linkClaims.expiresAt, before))
    .returning({ id: linkClaims.id });
  return rows.length;
}
