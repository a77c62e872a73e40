import type { Db } from "../../db/client.ts";
import { recordCopied, recordMoved, takeRowsToMove } from "../../db/moving-rows.ts";
import type { RowDestination, SheetSource } from "../../db/names.ts";
import { KEEP_TITLE } from "../../intake/sheets/kept-rows.ts";
import { type Move, type MovingSource, planMoves } from "../../intake/sheets/plan-moves.ts";
import type { Spreadsheet, SpreadsheetContents } from "../../intake/sheets/spreadsheet.ts";

interface MovingContext {
  readonly db: Db;
  readonly spreadsheet: Pick<Spreadsheet, "id" | "change" | "changeAndRead">;
  readonly now: () => Date;
  readonly source: SheetSource;
  /** The title of the tab that acct reads. */
  readonly from: string;
  /** The titles of the tabs where rows go. */
  readonly to: Readonly<Record<RowDestination, string>>;
  /** Finds the tab and its rows. Undefined if it can't be read, which is reported elsewhere. */
  readSource(contents: SpreadsheetContents): MovingSource | undefined;
}

/** The titles of the tabs that must be read while rows are on their way. */
export const titlesForMoves = ({ from, to }: Pick<MovingContext, "from" | "to">): string[] => [
  ...new Set([from, to.finished, to.spam, KEEP_TITLE]),
];

/** A row takes one change each for the copy, the deletion, and what was kept of it, and some more if people move rows. */
const MAX_STEPS = 8;

/**
 * Moves rows to other tabs. `contents` is a reading of all `titlesForMoves` from just before. Each change answers with the contents
 * right after it, so nothing more is read, except that a new hidden tab needs another reading. Returns sentences about what stops rows from being moved. What can't be finished now, or
 * throws, continues with the next reading.
 */
export async function moveRows(context: MovingContext, contents: SpreadsheetContents): Promise<string[]> {
  const { db, spreadsheet, now } = context;
  const moves = await listMoves(context);
  let current = contents;
  let problems: readonly string[] = [];
  for (let steps = 0; steps < MAX_STEPS; steps++) {
    const source = context.readSource(current);
    if (!source) break;
    const waiting = moves.filter(({ isMoved }) => !isMoved);
    const step = planMoves(source, current, waiting);
    problems = step.problems;
    await recordCopied(db, step.copied, now());
    for (const move of waiting) move.isCopied ||= step.copied.includes(move.id);
    if (step.changes.some(({ kind }) => kind === "add-tab")) {
      await spreadsheet.change(step.changes);
      break;
    }
    const isOver = step.changes.length === 0;
    const titles = current.tabs.map(({ title }) => title);
    if (!isOver) current = await spreadsheet.changeAndRead(step.changes, titles);
    // Only now: what was kept of the original must have been forgotten, so that no one takes it for another row and puts it back.
    await recordMoved(db, step.moved, now());
    for (const move of waiting) move.isMoved ||= step.moved.includes(move.id);
    if (isOver) break;
  }
  return [...problems];
}

type OpenMove = Move & { isCopied: boolean; isMoved: boolean };

async function listMoves({ db, source, spreadsheet, to }: MovingContext): Promise<OpenMove[]> {
  const rows = await takeRowsToMove(db, source, spreadsheet.id);
  return rows.map(({ id, stamp, digest, moveTo, moveId, copiedAt }) => ({
    id,
    stamp,
    digest,
    moveId,
    to: to[moveTo],
    isCopied: copiedAt !== null,
    isMoved: false,
  }));
}
