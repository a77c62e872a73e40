import { listAddressesWithAccounts } from "../../db/accounts.ts";
import { inTransaction } from "../../db/client.ts";
import { findNewestAnswer, insertIntakeRows } from "../../db/intake-rows.ts";
import { updateSheet } from "../../db/intake-sheets.ts";
import type { IntakeSheet } from "../../db/tables/intake-sheets.ts";
import { addressIn } from "../../intake/address-in.ts";
import { tidy } from "../../intake/draft.ts";
import { quoteCell } from "../../intake/quote-cell.ts";
import type { RowRead } from "../../intake/sheets/read-row.ts";
import { readEmailAddress } from "../../view/email-address.ts";
import { type HistoryBounds, isHistory } from "./is-history.ts";
import { type SheetDeps, sheetName, tellAdmins } from "./sheet-setup.ts";
import { type ReadingContext, recordOf } from "./take-in-row.ts";

const DAY_MS = 86_400_000;
/** People who have waited for longer have been answered in another way. */
const PENDING_DAYS = 30;

/** Splits rows that acct doesn't know into those that it takes in, and those from before. */
export async function splitOffHistory(
  fresh: readonly RowRead[],
  state: IntakeSheet | undefined,
  {
    setup,
    read,
    deps,
  }: Pick<ReadingContext, "setup" | "read"> & { readonly deps: Pick<SheetDeps, "db" | "now"> },
): Promise<{
  readonly history: readonly RowRead[];
  readonly rest: readonly RowRead[];
  readonly isFirst: boolean;
  readonly begunAt: Date;
}> {
  const isFirst = !state?.begunAt;
  const isOtherTab = !isFirst && (state.spreadsheet !== setup.spreadsheet.id || state.tabId !== read.tab.id);
  const begunAt = state?.begunAt ?? deps.now();
  const before = new Date(begunAt.getTime() - PENDING_DAYS * DAY_MS).toISOString().slice(0, 10);
  const bounds: HistoryBounds = {
    since: setup.since ?? before,
    isFirst,
    newest: isOtherTab ? ((await findNewestAnswer(deps.db, setup.source)) ?? before) : undefined,
  };
  // In the first reading, someone who asks for an account and has one got it because of this row.
  const done = isFirst && setup.source === "access" ? await havingAccounts(fresh, deps) : new Set();
  const isOver = (row: RowRead) => isHistory(row, bounds) || done.has(row);
  const [history, rest] = [fresh.filter(isOver), fresh.filter((row) => !isOver(row))];
  return { history, rest, isFirst: isFirst || isOtherTab, begunAt };
}

/** The rows of people who ask for an account and have one, or had one. */
async function havingAccounts(
  rows: readonly RowRead[],
  { db }: Pick<SheetDeps, "db">,
): Promise<ReadonlySet<RowRead>> {
  const asking = rows.flatMap((row) => {
    if (!/^no\b/i.test((row.texts.existingAccount ?? "").trim())) return [];
    const read = readEmailAddress(addressIn(tidy(row.texts.email ?? "")));
    return "address" in read ? [{ row, address: read.address.toLowerCase() }] : [];
  });
  const known = await listAddressesWithAccounts(
    db,
    asking.map(({ address }) => address),
  );
  return new Set(asking.filter(({ address }) => known.has(address)).map(({ row }) => row));
}

/** Records rows that were handled before, and that this tab was read. Tells the admins how many there are, once for each tab. */
export async function noteHistory(
  { history, rest, isFirst, begunAt }: Awaited<ReturnType<typeof splitOffHistory>>,
  { setup, read, deps }: ReadingContext,
): Promise<void> {
  const { db } = deps;
  const { source, spreadsheet } = setup;
  if (isFirst && history.length > 0) {
    const sheet = sheetName(source);
    const lines = [
      `${countRows(history.length)} in the tab ${quoteCell(read.tab.title)} ${history.length === 1 ? "is" : "are"} from before: acct opens nothing for them, and writes to no one.`,
      `${countRows(rest.length)} ${rest.length === 1 ? "is" : "are"} new, and acct takes ${rest.length === 1 ? "it" : "them"} in.`,
    ];
    const cause = `first reading ${spreadsheet.id} ${read.tab.id}`;
    await tellAdmins(db, { title: `acct now reads the ${sheet}`, lines, cause }, deps);
  }
  await inTransaction(db, async (tx) => {
    await insertIntakeRows(
      tx,
      history.map((row) => ({
        ...recordOf(row, null, { setup, read, deps }),
        state: "history" as const,
        requestId: null,
      })),
    );
    if (isFirst) await updateSheet(tx, source, { begunAt, spreadsheet: spreadsheet.id, tabId: read.tab.id });
  });
}

const countRows = (count: number) => (count === 1 ? "1 row" : `${count} rows`);
