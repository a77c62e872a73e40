import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import type { Db } from "./client.ts";
import type { SheetSource } from "./names.ts";
import { events } from "./tables/events.ts";
import { intakeRows } from "./tables/intake-rows.ts";
import { requests } from "./tables/requests.ts";

export interface RowOfOpenRequest {
  readonly id: number;
  readonly requestId: number;
  readonly givenName: string;
  readonly familyName: string;
  /** The history of the request says that its row was deleted. */
  readonly isDeleted: boolean;
}

/**
 * Lists the rows of requests that are waiting or stuck and that must be in this tab: acct has read them there, and isn't about to move
 * them, and hasn't moved them.
 */
export async function listRowsOfOpenRequests(
  db: Db,
  {
    source,
    spreadsheet,
    tabId,
  }: { readonly source: SheetSource; readonly spreadsheet: string; readonly tabId: number },
): Promise<RowOfOpenRequest[]> {
  const lastChange = sql`(select e.detail from ${events} e where e.request_id = ${requests.id} and e.kind in ('row-changed', 'amended') order by e.seq desc limit 1)`;
  return db
    .select({
      id: intakeRows.id,
      requestId: requests.id,
      givenName: requests.givenName,
      familyName: requests.familyName,
      isDeleted: sql<boolean>`coalesce((${lastChange} -> 'isDeleted')::boolean, false)`,
    })
    .from(intakeRows)
    .innerJoin(requests, eq(requests.id, intakeRows.requestId))
    .where(
      and(
        eq(intakeRows.source, source),
        eq(intakeRows.spreadsheet, spreadsheet),
        eq(intakeRows.tabId, tabId),
        eq(intakeRows.state, "requested"),
        isNull(intakeRows.moveTo),
        isNull(intakeRows.movedAt),
        inArray(requests.status, ["waiting", "stuck"]),
      ),
    )
    .orderBy(intakeRows.id);
}
