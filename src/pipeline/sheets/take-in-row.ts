import { ensureSheetViews, insertIntakeRows, updateIntakeRow } from "../../db/intake-rows.ts";
import type { IntakeRow, NewIntakeRow, RowProblem } from "../../db/tables/intake-rows.ts";
import type { RowRead } from "../../intake/sheets/read-row.ts";
import type { TabRead } from "../../intake/sheets/read-tab.ts";
import type { OpenedRow, Opening } from "../intake/opened-row.ts";
import { interpretRow } from "./interpret-row.ts";
import { digestPin } from "./pin-digest.ts";
import { sentenceOf, tellRequester } from "./row-news.ts";
import { placeOf, SHEET_NOTE, type SheetDeps, type SheetSetup } from "./sheet-setup.ts";

/** A reading of a sheet, with what it was read with. */
export interface ReadingContext {
  readonly setup: SheetSetup;
  readonly read: TabRead;
  /** The title of the spreadsheet, by which people know it. */
  readonly title: string;
  readonly deps: SheetDeps;
}

/** Problems that the admins don't know yet. They are recorded after the admins were told, so that a crash in between loses nothing. */
export interface NewProblems {
  readonly kind: "problems" | "left-to-admins";
  readonly row: RowRead;
  readonly sentences: readonly string[];
  record(): Promise<void>;
}

/**
 * Makes a request of a row, or notes why that is impossible, and records the row with its stamp. Doing it again finds the same
 * request, so it doesn't matter where a process dies.
 */
export async function takeInRow(
  row: RowRead,
  { stamp, before }: { readonly stamp: string | null; readonly before?: IntakeRow | undefined },
  context: ReadingContext,
): Promise<NewProblems | undefined> {
  const { db, now } = context.deps;
  const opened = await openRow(row, context);
  const problems: readonly RowProblem[] = opened.kind === "request" ? [] : opened.problems;
  const isKnown =
    before !== undefined &&
    before.digest === row.digest &&
    JSON.stringify(before.problems) === JSON.stringify(problems);
  const isForRequester = opened.kind === "problems" && opened.forRequester;
  const isTold = isForRequester && !before?.toldAt && (await tellRequester(db, row, problems, context));
  const record = {
    ...recordOf(row, stamp, context),
    state:
      opened.kind === "request" ? "requested" : opened.kind === "problems" ? "problem" : "left-to-admins",
    requestId: opened.kind === "request" ? opened.request.id : null,
    problems,
    toldAt: isTold ? now() : (before?.toldAt ?? null),
  } as const satisfies NewIntakeRow;
  const write = async () => {
    if (!before) return insertIntakeRows(db, [record]);
    const { createdAt: _, ...changed } = record;
    return updateIntakeRow(db, before.id, changed);
  };
  if (opened.kind === "request") {
    await write();
    await ensureSheetViews(db, [opened.request.id], placeOf(context.setup.source), now());
    return undefined;
  }
  if (isKnown && !isTold) return undefined;
  return { kind: opened.kind, row, sentences: problems.map(sentenceOf), record: write };
}

async function openRow(row: RowRead, context: ReadingContext): Promise<OpenedRow> {
  const { setup, read, deps } = context;
  const interpreted = interpretRow(row, read, setup, deps.now());
  if (interpreted.kind === "problems") return { ...interpreted, forRequester: true };
  return interpreted.open(openingOf(row, context), deps);
}

/** Where a request of this row comes from. */
export const openingOf = (
  { row }: RowRead,
  { setup, title }: Pick<ReadingContext, "setup" | "title">,
): Opening => ({
  note: SHEET_NOTE,
  source: { file: title, row },
  trusted: setup.trusted,
  views: [{ audience: "sheet", place: placeOf(setup.source) }],
});

/** The part of the record that follows from the reading. */
export function recordOf(
  row: RowRead,
  stamp: string | null,
  { setup, read, deps }: Pick<ReadingContext, "setup" | "read" | "deps">,
): Omit<NewIntakeRow, "state"> {
  const at = deps.now();
  return {
    source: setup.source,
    spreadsheet: setup.spreadsheet.id,
    tabId: read.tab.id,
    stamp,
    digest: row.digest,
    pinDigest: row.pin.trim() === "" ? null : digestPin(row, deps.secretKey),
    cells: row.answers,
    answeredAt: row.answeredAt ?? null,
    createdAt: at,
    changedAt: at,
  };
}
