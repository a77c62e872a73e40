import { isRightCopy, planTarget, type Source, writeCopies } from "./copy-rows.ts";
import { findOriginals, type KnownRow, type ReadRow } from "./find-original.ts";
import { deleteKeeping, forgetKept, KEEP_TITLE, type KeptRow, putBack, readKept } from "./kept-rows.ts";
import type { SheetChange, SpreadsheetContents, Tab } from "./spreadsheet.ts";

/** A row that is to be moved. */
export interface Move extends KnownRow {
  readonly id: number;
  /** Marks its copy. It is recorded before the copy is written. */
  readonly moveId: string;
  /** The title of the tab where it goes. */
  readonly to: string;
  /** The copy was read back, and was right. */
  readonly isCopied: boolean;
}

/** The tab that acct reads. */
export interface MovingSource extends Source {
  readonly rows: readonly ReadRow[];
  /** Reads a row that was kept when it was deleted. */
  read(cells: KeptRow["cells"]): Pick<ReadRow, "digest" | "stamps">;
}

/** What a spreadsheet says about moves, and the changes that bring them forward. */
export interface MovesStep {
  /** The IDs of moves whose copies are right. */
  readonly copied: readonly number[];
  /** The IDs of moves that are over: the original is gone. */
  readonly moved: readonly number[];
  /** Why moves can't go on. Each is a sentence for admins that says what to do. */
  readonly problems: readonly string[];
  /** One batch. Empty if there is nothing to do until something else happens. */
  readonly changes: readonly SheetChange[];
}

const AT_ONCE = 100;

/**
 * Returns the next step of all moves, only by what is in the spreadsheet and what was recorded before, so that a step can be repeated
 * after a crash, a lost answer, or anything that people have done meanwhile. A row is copied, the copy is read back, the original is
 * deleted and kept in a hidden tab, and what was kept is compared with what was meant. If it is another row, it is put back.
 */
export function planMoves(
  source: MovingSource,
  contents: SpreadsheetContents,
  moves: readonly Move[],
): MovesStep {
  const keep = contents.tabs.find(({ title }) => title === KEEP_TITLE);
  if (!keep) return { ...NOTHING, changes: moves.length > 0 ? [newKeep(source.tab)] : [] };
  const kept = readKept(keep).filter(({ tabId }) => tabId === source.tab.id);
  const settled = settle(source, kept, moves);
  const [wrong] = settled.wrong;
  if (wrong) return { ...NOTHING, changes: putBack(keep, source.tab, wrong) };

  const isDone = new Set(settled.moves.map(({ id }) => id));
  const examine = examineFor(source, contents);
  const states = moves.filter(({ id }) => !isDone.has(id)).map((move) => ({ move, ...examine(move) }));
  const problems = states.flatMap(({ problem }) => (problem === undefined ? [] : [problem]));
  const copies = Map.groupBy(
    states
      .flatMap(({ move, copyTo, original }) => (copyTo && original ? [{ move, copyTo, original }] : []))
      .slice(0, AT_ONCE),
    ({ copyTo }) => copyTo,
  );
  const doomed = states
    .flatMap(({ move, isRight, original }) =>
      isRight && original ? [{ moveId: move.moveId, row: original.grid.row }] : [],
    )
    .slice(0, AT_ONCE);
  const gone = states.flatMap(({ move, isGone }) => (isGone ? [move] : []));
  const changes: SheetChange[] = [
    ...[...settled.moves, ...gone].flatMap((move) => unmark(contents, move)),
    ...(settled.right.length > 0 ? forgetKept(keep, settled.right) : []),
  ];
  for (const [tab, rows] of copies) {
    const target = planTarget(
      source,
      tab,
      rows.map(({ original }) => original.grid.cells),
    );
    if (target === undefined) problems.push(describeNoHeadings(contents, tab));
    else
      changes.push(
        ...writeCopies(
          source,
          target,
          rows.map(({ move, original }) => ({ moveId: move.moveId, cells: original.grid.cells })),
        ),
      );
  }
  changes.push(...deleteKeeping(keep, source.tab, doomed));
  return {
    copied: states.flatMap(({ move, isRight }) => (isRight ? [move.id] : [])),
    moved: [...settled.moves, ...gone].map(({ id }) => id),
    problems: [...new Set(problems)],
    changes,
  };
}

const NOTHING = { copied: [], moved: [], problems: [] } as const;

const newKeep = ({ columnCount }: Tab): SheetChange => ({
  kind: "add-tab",
  title: KEEP_TITLE,
  rowCount: 10,
  columnCount: columnCount + 5,
  isHidden: true,
});

/** Tells which of the rows that were deleted are the ones that were meant. If people sort meanwhile, those of two moves may change places. */
function settle(source: MovingSource, kept: readonly KeptRow[], moves: readonly Move[]) {
  const waiting = [...moves];
  const right: KeptRow[] = [];
  const wrong: KeptRow[] = [];
  const done: Move[] = [];
  for (const row of kept.toSorted((a, b) => a.row - b.row)) {
    const { digest, stamps } = source.read(row.cells);
    const fits = (move: Move) =>
      move.digest === digest && (stamps.length === 0 || stamps.includes(move.stamp ?? ""));
    const own = waiting.findIndex((move) => move.moveId === row.moveId && fits(move));
    const at = own >= 0 ? own : waiting.findIndex((move) => move.isCopied && fits(move));
    const [move] = at >= 0 ? waiting.splice(at, 1) : [];
    if (move) {
      right.push(row);
      done.push(move);
    } else wrong.push(row);
  }
  return { right, wrong: wrong.toSorted((a, b) => a.wasRow - b.wasRow), moves: done };
}

interface MoveState {
  readonly copyTo?: Tab;
  readonly original?: ReadRow;
  readonly isRight?: boolean;
  readonly isGone?: boolean;
  readonly problem?: string;
}

function examineFor(source: MovingSource, contents: SpreadsheetContents): (move: Move) => MoveState {
  const find = findOriginals(source.rows);
  const marked = new Map(
    contents.tabs.flatMap((tab) =>
      tab.rows.flatMap((row) => row.stamps.map((stamp) => [`${tab.id} ${stamp}`, row] as const)),
    ),
  );
  return (move) => {
    const target = contents.tabs.find(({ title }) => title === move.to);
    if (!target)
      return {
        problem: `The spreadsheet "${contents.title}" has no tab "${move.to}", so finished rows stay where they are. Add the tab, or change its name in acct.yml.`,
      };
    const original = find(move);
    if (original === "gone") return { isGone: true };
    if (original === "unclear") return {};
    const copy = marked.get(`${target.id} ${move.moveId}`);
    if (!copy) return { copyTo: target, original };
    if (move.isCopied || isRightCopy(source, target, copy, original.grid.cells))
      return { isRight: true, original };
    return {
      problem: `In the spreadsheet "${contents.title}", row ${copy.row} of the tab "${move.to}" should be a copy of row ${original.grid.row} of the tab "${source.tab.title}", but differs. Compare them, and delete one of the two.`,
    };
  };
}

const unmark = (contents: SpreadsheetContents, { to, moveId }: Move): SheetChange[] =>
  contents.tabs
    .filter(({ title, rows }) => title === to && rows.some(({ stamps }) => stamps.includes(moveId)))
    .map(({ id }) => ({ kind: "remove-stamp", tabId: id, stamp: moveId }) as const);

const describeNoHeadings = (contents: SpreadsheetContents, tab: Tab) =>
  `The tab "${tab.title}" of the spreadsheet "${contents.title}" has no headings in its first ten rows, so finished rows stay where they are. Copy the headings from the tab with the requests.`;
