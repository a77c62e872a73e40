import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import type { Db } from "./client.ts";
import { type AgreementAsk, agreementAsks } from "./tables/agreement-asks.ts";
import { type AgreementLock, agreementLocks } from "./tables/agreement-locks.ts";

export async function findAsk(db: Db, id: number): Promise<AgreementAsk | undefined> {
  const [row] = await db.select().from(agreementAsks).where(eq(agreementAsks.id, id));
  return row;
}

export async function findAskByMark(db: Db, mark: string): Promise<AgreementAsk | undefined> {
  const [row] = await db.select().from(agreementAsks).where(eq(agreementAsks.mark, mark));
  return row;
}

/** Lists the asks that haven't been answered, oldest first: everyone's, or those of one person. */
export async function listOpenAsks(db: Db, personIds?: readonly number[]): Promise<AgreementAsk[]> {
  const isTheirs = personIds === undefined ? undefined : inArray(agreementAsks.personId, [...personIds]);
  return db
    .select()
    .from(agreementAsks)
    .where(and(isNull(agreementAsks.endedAt), isTheirs))
    .orderBy(asc(agreementAsks.id));
}

/** Adds an ask. Returns undefined if the person has been asked this already. */
export async function insertAsk(
  tx: Db,
  ask: Pick<AgreementAsk, "personId" | "agreement" | "version" | "suspendedAt">,
  now: Date,
): Promise<AgreementAsk | undefined> {
  const [row] = await tx
    .insert(agreementAsks)
    .values({ ...ask, askedAt: now, remindedAt: now })
    .onConflictDoNothing()
    .returning();
  return row;
}

/** Records that a person was reminded of these. Returns those that nobody else was reminded of in the meantime. */
export async function recordReminders(
  tx: Db,
  asks: readonly Pick<AgreementAsk, "id" | "reminders">[],
  now: Date,
): Promise<number> {
  let count = 0;
  for (const { id, reminders } of asks) {
    const rows = await tx
      .update(agreementAsks)
      .set({ reminders: reminders + 1, remindedAt: now })
      .where(
        and(eq(agreementAsks.id, id), eq(agreementAsks.reminders, reminders), isNull(agreementAsks.endedAt)),
      )
      .returning({ id: agreementAsks.id });
    count += rows.length;
  }
  return count;
}

/** Records that the access is suspended everywhere. Returns false if someone else has recorded it, or the ask has ended. */
export async function recordSuspended(tx: Db, id: number, now: Date): Promise<boolean> {
  const rows = await tx
    .update(agreementAsks)
    .set({ suspendedAt: now })
    .where(and(eq(agreementAsks.id, id), isNull(agreementAsks.suspendedAt), isNull(agreementAsks.endedAt)))
    .returning({ id: agreementAsks.id });
  return rows.length === 1;
}

/** Ends asks. */
export async function endAsks(tx: Db, ids: readonly number[], now: Date): Promise<void> {
  if (ids.length === 0) return;
  await tx
    .update(agreementAsks)
    .set({ endedAt: now })
    .where(and(inArray(agreementAsks.id, [...ids]), isNull(agreementAsks.endedAt)));
}

/** Lists where acct has locked accounts for unsigned agreements. */
export async function listAgreementLocks(db: Db, accountId?: number): Promise<AgreementLock[]> {
  return db
    .select()
    .from(agreementLocks)
    .where(accountId === undefined ? undefined : eq(agreementLocks.accountId, accountId))
    .orderBy(asc(agreementLocks.accountId), asc(agreementLocks.system));
}

/** Notes a lock before it is made. What was found the first time counts, because later acct would find its own lock. */
export async function insertAgreementLock(db: Db, lock: AgreementLock): Promise<void> {
  await db.insert(agreementLocks).values(lock).onConflictDoNothing();
}

export async function deleteAgreementLock(
  db: Db,
  { accountId, system }: Pick<AgreementLock, "accountId" | "system">,
): Promise<void> {
  await db
    .delete(agreementLocks)
    .where(and(eq(agreementLocks.accountId, accountId), eq(agreementLocks.system, system)));
}
