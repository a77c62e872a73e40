import { setTimeout as delay } from "node:timers/promises";
import type { Db } from "../db/client.ts";
import { countIntakeRows } from "../db/intake-rows.ts";
import { findSheet } from "../db/intake-sheets.ts";
import { takeSheetRead } from "../db/sheet-reads.ts";
import { tidy } from "../intake/draft.ts";
import { quoteCell } from "../intake/quote-cell.ts";
import { readTab } from "../intake/sheets/read-tab.ts";
import { planRows } from "../pipeline/sheets/plan-rows.ts";
import { type SheetSetup, sheetName } from "../pipeline/sheets/sheet-setup.ts";
import { formatDay } from "./format-day.ts";

/** Describes a sheet and what acct would do with the rows that it doesn't know, one line each. Changes nothing. */
export async function describeReading(
  setup: SheetSetup,
  { db, now }: { readonly db: Db; readonly now: () => Date },
): Promise<string[]> {
  const { source, spreadsheet, tab } = setup;
  // The reads are shared by all processes.
  for (let waitMs = await takeSheetRead(db, spreadsheet.id); waitMs > 0; ) {
    await delay(waitMs);
    waitMs = await takeSheetRead(db, spreadsheet.id);
  }
  const contents = await spreadsheet.read([tab]);
  const read = readTab(contents, setup);
  const [state, counts] = [await findSheet(db, source), await countIntakeRows(db, source)];
  const known = [...counts].map(([name, count]) => `${count} ${STATES[name]}`).join(", ");
  const planned = await planRows(read, setup, { db, now });
  const count = (kind: (typeof planned)[number]["kind"]) => planned.filter((one) => one.kind === kind).length;
  return [
    `${sheetName(source)}: ${quoteCell(contents.title)}, tab ${quoteCell(tab)}, ${read.layout}, ${read.rows.length} rows`,
    state?.begunAt
      ? `  acct has read it since ${formatDay(state.begunAt)}: ${known === "" ? "no rows" : known}`
      : "  acct has never read it before",
    ...(state?.problem ? [`  the last reading failed: ${state.problem}`] : []),
    ...planned
      .filter(({ kind }) => kind !== "history")
      .map(({ row, sentence }) => `  row ${row.row} (${tidy(row.texts.email ?? "")}): ${sentence}`),
    `  new rows: ${count("request")} would become requests, ${count("problems")} can't be used yet, ${count("ignored")} would be ignored, ${count("history")} are from before acct`,
  ];
}

const STATES = {
  history: "from before",
  ignored: "ignored",
  problem: "not usable yet",
  "left-to-admins": "left to the admins",
  requested: "requests",
} as const;
