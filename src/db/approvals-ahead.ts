import { and, asc, eq, isNull, or } from "drizzle-orm";
import type { Db } from "./client.ts";
import { type ApprovalAhead, approvalsAhead } from "./tables/approvals-ahead.ts";

/** Approves an account ahead. Returns false if that address is approved already. */
export async function approveAhead(db: Db, ahead: Omit<ApprovalAhead, "requestId">): Promise<boolean> {
  const rows = await db
    .insert(approvalsAhead)
    .values({ ...ahead, email: ahead.email.toLowerCase() })
    .onConflictDoNothing()
    .returning({ email: approvalsAhead.email });
  return rows.length > 0;
}

/** Finds the approval of an address, whether it waits or was used. */
export async function findApprovalAhead(db: Db, email: string): Promise<ApprovalAhead | undefined> {
  const [ahead] = await db.select().from(approvalsAhead).where(eq(approvalsAhead.email, email.toLowerCase()));
  return ahead;
}

/** Takes back an approval that still waits. Returns false if there is none. */
export async function withdrawApprovalAhead(db: Db, email: string): Promise<boolean> {
  const rows = await db
    .delete(approvalsAhead)
    .where(and(eq(approvalsAhead.email, email.toLowerCase()), isNull(approvalsAhead.requestId)))
    .returning({ email: approvalsAhead.email });
  return rows.length > 0;
}

/** Lists the approvals that still wait, oldest first. */
export async function listApprovalsAhead(db: Db): Promise<ApprovalAhead[]> {
  return db
    .select()
    .from(approvalsAhead)
    .where(isNull(approvalsAhead.requestId))
    .orderBy(asc(approvalsAhead.at));
}

/** Uses the approval of this address for a request, once: another request with the same address needs its own. Repeating it is safe. */
export async function useApprovalAhead(
  db: Db,
  email: string,
  requestId: number,
): Promise<ApprovalAhead | undefined> {
  const [ahead] = await db
    .update(approvalsAhead)
    .set({ requestId })
    .where(
      and(
        eq(approvalsAhead.email, email.toLowerCase()),
        or(isNull(approvalsAhead.requestId), eq(approvalsAhead.requestId, requestId)),
      ),
    )
    .returning();
  return ahead;
}
