import { asc, eq } from "drizzle-orm";
import type { Db } from "./client.ts";
import { type ApprovalRow, approvals } from "./tables/approvals.ts";

/** Lists every approval and denial of a request, oldest first, including those that no longer count. */
export async function listApprovals(db: Db, requestId: number): Promise<ApprovalRow[]> {
  return db.select().from(approvals).where(eq(approvals.requestId, requestId)).orderBy(asc(approvals.seq));
}
