import type { Db } from "../../db/client.ts";
import { findSheet } from "../../db/intake-sheets.ts";
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

/** Says what the next reading would do with each row that acct doesn't know. Changes nothing, and asks no other system. */
export async function planRows(
  read: TabRead,
  setup: SheetSetup,
  deps: { readonly db: Db; readonly now: () => Date },
): Promise<PlannedRow[]> {
  const { fresh } = await recognize(read, setup, deps);
  const state = await findSheet(deps.db, setup.source);
  const { history, rest } = await splitOffHistory(fresh, state, { setup, read, deps });
  const planned = rest.map((row): PlannedRow => {
    if (isMarkedOtherwise(row))
      return { row, kind: "ignored", sentence: "would be ignored, as it is marked" };
    const interpreted = interpretRow(row, read, setup, deps.now());
    if (interpreted.kind === "problems")
      return {
        row,
        kind: "problems",
        sentence: `can't be used: ${interpreted.problems.map(sentenceOf).join("; ")}`,
      };
    const { answers } = interpreted;
    const project = "quota" in answers ? answers.project : answers.draft.project;
    return { row, kind: "request", sentence: `would become a request (${answers.kind}, ${project})` };
  });
  return [
    ...history.map((row): PlannedRow => ({ row, kind: "history", sentence: "is from before acct" })),
    ...planned,
  ].toSorted((a, b) => a.row.row - b.row.row);
}
