import { and, asc, eq, gt, inArray, isNull, or } from "drizzle-orm";
import type { Db } from "./client.ts";
import { type Delegation, delegations } from "./tables/delegations.ts";

/** Saves a delegation. If there is one for the same person, the new end date counts. */
export async function saveDelegation(db: Db, delegation: Delegation): Promise<void> {
  const { until, delegateName, createdAt } = delegation;
  await db
    .insert(delegations)
    .values(delegation)
    .onConflictDoUpdate({
      target: [delegations.piUser, delegations.delegateUser],
      set: { until, delegateName, createdAt },
    });
}

export async function endDelegation(db: Db, users: readonly string[], delegateUser: string): Promise<void> {
  await db
    .delete(delegations)
    .where(and(inArray(delegations.piUser, [...users]), eq(delegations.delegateUser, delegateUser)));
}

/** Lists the current delegates of a PI, whose users in all chats these are. */
export async function listDelegations(db: Db, users: readonly string[], now: Date): Promise<Delegation[]> {
  return db
    .select()
    .from(delegations)
    .where(
      and(inArray(delegations.piUser, [...users]), or(isNull(delegations.until), gt(delegations.until, now))),
    )
    .orderBy(asc(delegations.createdAt));
}

/** Counts the current delegations to and from these users. */
export async function countDelegations(db: Db, users: readonly string[], now: Date): Promise<number> {
  return db.$count(
    delegations,
    and(
      or(inArray(delegations.piUser, [...users]), inArray(delegations.delegateUser, [...users])),
      or(isNull(delegations.until), gt(delegations.until, now)),
    ),
  );
}
