import { recordEvent } from "../../db/apply-change.ts";
import { inTransaction } from "../../db/client.ts";
import { listRowsOfOpenRequests, type RowOfOpenRequest } from "../../db/deleted-rows.ts";
import { lockRequest } from "../../db/requests.ts";
import { hasEnded } from "../../db/tables/requests.ts";
import type { TabRead } from "../../intake/sheets/read-tab.ts";
import type { RowChange } from "../../view/deleted-row.ts";
import { fullName } from "../../view/full-name.ts";
import { type SheetDeps, type SheetSetup, sheetName, tellAdmins } from "./sheet-setup.ts";

/**
 * Notes in the history of open requests that their rows were deleted from the sheet, or are there again, and tells the admins once. A
 * request that has another row in the sheet has lost nothing. `present` are the IDs of the rows that a complete reading has found.
 */
export async function noteDeletedRows(
  present: ReadonlySet<number>,
  { tab }: Pick<TabRead, "tab">,
  setup: SheetSetup,
  deps: SheetDeps,
): Promise<void> {
  const { source, spreadsheet } = setup;
  const rows = await listRowsOfOpenRequests(deps.db, { source, spreadsheet: spreadsheet.id, tabId: tab.id });
  const deleted: RowOfOpenRequest[] = [];
  for (const [requestId, own] of Map.groupBy(rows, (row) => row.requestId)) {
    const [row] = own;
    const isDeleted = own.every(({ id }) => !present.has(id));
    if (!row || isDeleted === row.isDeleted) continue;
    if ((await noteChange(requestId, { isDeleted }, deps)) && isDeleted) deleted.push(row);
  }
  if (deleted.length > 0) await tellOfDeleted(deleted, setup, deps);
}

async function noteChange(requestId: number, detail: RowChange, { db, now }: SheetDeps): Promise<boolean> {
  return inTransaction(db, async (tx) => {
    const request = await lockRequest(tx, requestId);
    if (!request || hasEnded(request)) return false;
    const note = detail.isDeleted ? "Row deleted from the sheet" : "The row is in the sheet again";
    const by = { actor: "acct", actorName: "acct" };
    await recordEvent(tx, requestId, { kind: "row-changed", ...by, note, detail: { ...detail } }, now());
    return true;
  });
}

const MAX_LINES = 20;

async function tellOfDeleted(
  rows: readonly RowOfOpenRequest[],
  { source }: SheetSetup,
  deps: SheetDeps,
): Promise<void> {
  const named = rows.slice(0, MAX_LINES).map((row) => `Request ${row.requestId} (${fullName(row)})`);
  const more = rows.length - named.length;
  const title =
    rows.length === 1
      ? `The row of an open request was deleted from the ${sheetName(source)}`
      : `The rows of ${rows.length} open requests were deleted from the ${sheetName(source)}`;
  const lines = [
    ...named,
    ...(more > 0 ? [`There are ${more} more.`] : []),
    "acct continues as if they were there. Deny or withdraw what isn't wanted anymore.",
  ];
  const cause = `deleted ${source} ${rows.map(({ id }) => id).join(" ")}`;
  await tellAdmins(deps.db, { title, lines, cause }, deps);
}
