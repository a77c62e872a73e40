import { copiedCell, isCopyOf } from "./copied-cell.ts";
import { insertBlank } from "./kept-rows.ts";
import { findHeadingRow, type HeadingRow, matchHeadings, type NamesOfHeading } from "./match-headings.ts";
import type { Cell, GridRow, NewCell, SheetChange, Tab } from "./spreadsheet.ts";

/** The tab that acct reads, with its headings. */
export interface Source {
  readonly tab: Tab;
  readonly headings: HeadingRow;
  /** Columns that are never copied: our hidden column, and the PIN. */
  isLeftOut(title: string): boolean;
  /** The names by which a heading is known. */
  readonly namesOf?: NamesOfHeading;
}

export interface Copy {
  readonly moveId: string;
  readonly cells: readonly Cell[];
}

/** Where copies go. */
interface Target {
  readonly tab: Tab;
  /** Its headings; those of the source if it has none. */
  readonly titles: readonly string[];
  /** The number of the row with the headings. */
  readonly headingRow: number;
  /** Headings that it doesn't have yet, by column. */
  readonly newTitles: Readonly<Record<number, string>>;
}

/**
 * Returns where the cells of these rows go: under the same headings, in whatever order the tab has them. It gets a heading for whatever
 * would otherwise be lost, to the right of the others. Undefined if the tab has content, but no headings.
 */
export function planTarget(source: Source, tab: Tab, rows: readonly (readonly Cell[])[]): Target | undefined {
  const kept = source.headings.titles.map((title) => (source.isLeftOut(title) ? "" : title));
  const found = findHeadingRow(tab.rows, kept, source.namesOf);
  if (!found) {
    if (tab.rows.some(({ cells }) => cells.some(({ shown }) => shown !== ""))) return undefined;
    const titles = kept.filter((title) => title !== "");
    return { tab, titles, headingRow: 1, newTitles: Object.fromEntries(titles.entries()) };
  }
  const { missing } = matchHeadings(kept, found.titles, source.namesOf);
  const needed = missing.filter((column) => rows.some((cells) => (cells[column]?.shown ?? "") !== ""));
  const width = Math.max(found.titles.length, ...tab.rows.map(({ cells }) => cells.length));
  const newTitles = Object.fromEntries(
    needed.map((column, at) => [width + at, source.headings.titles[column] ?? ""]),
  );
  const blank = Array.from({ length: width - found.titles.length }, () => "");
  return {
    tab,
    titles: [...found.titles, ...blank, ...Object.values(newTitles)],
    headingRow: found.row,
    newTitles,
  };
}

/** Returns the cells of a copy, by column of the target. The columns of the target that the source doesn't have stay blank. */
export function cellsOfCopy(source: Source, titles: readonly string[], cells: readonly Cell[]): NewCell[] {
  const { sources } = matchHeadings(source.headings.titles, titles, source.namesOf);
  return sources.map((column, at) => {
    const cell = column === undefined || source.isLeftOut(titles[at] ?? "") ? undefined : cells[column];
    return cell === undefined ? null : copiedCell(cell);
  });
}

/**
 * Writes copies below the last row with content, into new blank rows of which each bears the ID of its move. So nothing is overwritten,
 * and everything is in column A and following, whatever the tab looks like.
 */
export function writeCopies(source: Source, target: Target, copies: readonly Copy[]): SheetChange[] {
  if (copies.length === 0) return [];
  const { tab, titles, headingRow, newTitles } = target;
  const last = tab.rows.reduce((below, { row }) => Math.max(below, row), headingRow);
  const isNew = Object.keys(newTitles).length > 0;
  return [
    ...(titles.length > tab.columnCount
      ? [{ kind: "add-columns", tabId: tab.id, count: titles.length - tab.columnCount } as const]
      : []),
    ...insertBlank(tab, last + 1, copies.length),
    ...(isNew ? [{ kind: "write", tabId: tab.id, row: headingRow, cells: newTitles } as const] : []),
    ...copies.flatMap(({ moveId, cells }, at): SheetChange[] => {
      const written = cellsOfCopy(source, titles, cells);
      return [
        {
          kind: "write",
          tabId: tab.id,
          row: last + 1 + at,
          cells: Object.fromEntries([...written.entries()].filter(([, cell]) => cell !== null)),
        },
        { kind: "stamp", tabId: tab.id, row: last + 1 + at, stamp: moveId },
      ];
    }),
  ];
}

/** Tells whether a row of the target has all cells of a copy under their headings, and nothing else. */
export function isRightCopy(source: Source, target: Tab, copy: GridRow, cells: readonly Cell[]): boolean {
  const headings = findHeadingRow(target.rows, source.headings.titles, source.namesOf);
  if (!headings) return false;
  const written = cellsOfCopy(source, headings.titles, cells);
  const { missing } = matchHeadings(source.headings.titles, headings.titles, source.namesOf);
  const isWhole = missing.every(
    (column) => source.isLeftOut(source.headings.titles[column] ?? "") || (cells[column]?.shown ?? "") === "",
  );
  const width = Math.max(written.length, copy.cells.length);
  return (
    isWhole &&
    Array.from({ length: width }, (_, column) => column).every((column) =>
      isCopyOf(copy.cells[column], written[column] ?? null),
    )
  );
}
