import type { Db } from "../../db/client.ts";
import { findSheet } from "../../db/intake-sheets.ts";
import type { Remark } from "../../intake/intake.ts";
import type { RowRead } from "../../intake/sheets/read-row.ts";
import type { TabRead } from "../../intake/sheets/read-tab.ts";
import { interpretRow } from "./interpret-row.ts";
import { splitOffHistory } from "./note-history.ts";
import { isMarkedOtherwise, recognize } from "./poll-sheet.ts";
import { sentenceOf } from "./row-news.ts";
import type { SheetSetup } from "./sheet-setup.ts";

export interface PlannedRow {
  readonly row: RowRead;
  readonly kind: "history" | "ignored" | "problems" | "request";
  /** What would happen, as text that follows the row. */
  readonly sentence: string;
}

/** Says what the next reading would do with each row that acct doesn't know. Changes nothing, and asks only the registry. */
export async function planRows(
  read: TabRead,
  setup: SheetSetup,
  deps: { readonly db: Db; readonly now: () => Date },
): Promise<PlannedRow[]> {
  const { fresh } = await recognize(read, setup, deps);
  const state = await findSheet(deps.db, setup.source);
  const { history, rest } = await splitOffHistory(fresh, state, { setup, read, deps });
  const planned: PlannedRow[] = [];
  for (const row of rest) planned.push(await planRow(row, read, setup, deps));
  return [
    ...history.map((row): PlannedRow => ({ row, kind: "history", sentence: "is from before acct" })),
    ...planned,
  ].toSorted((a, b) => a.row.row - b.row.row);
}

async function planRow(
  row: RowRead,
  read: TabRead,
  setup: SheetSetup,
  { db, now }: { readonly db: Db; readonly now: () => Date },
): Promise<PlannedRow> {
  if (isMarkedOtherwise(row)) return { row, kind: "ignored", sentence: "would be ignored, as it is marked" };
  const interpreted = interpretRow(row, read, setup, now());
  const refuse = (what: string, problems: readonly Remark[]): PlannedRow => {
    return { row, kind: "problems", sentence: `${what}: ${problems.map(sentenceOf).join("; ")}` };
  };
  if (interpreted.kind === "problems") return refuse("can't be used", interpreted.problems);
  const against = await interpreted.judge(db);
  if (against)
    return refuse(against.kind === "left-to-admins" ? "needs an admin" : "can't be used", against.problems);
  const { answers } = interpreted;
  const project = "quota" in answers ? answers.project : answers.draft.project;
  return { row, kind: "request", sentence: `would become a request (${answers.kind}, ${project})` };
}
