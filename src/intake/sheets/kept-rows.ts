import type { Cell, SheetChange, Tab } from "./spreadsheet.ts";

/** A hidden tab in which acct keeps each row that it deletes until it has seen that it was the right one. */
export const KEEP_TITLE = "acct (do not edit)";

/** Before the cells of the row: the ID of its move, the ID of its tab, and the number of its row. */
const MARKS = 3;

/** A row as it was at the moment when it was deleted. */
export interface KeptRow {
  /** The number of the row in the hidden tab. */
  readonly row: number;
  readonly moveId: string;
  readonly tabId: number;
  readonly wasRow: number;
  readonly cells: readonly Cell[];
}

/** Returns the rows in the hidden tab, except for those that aren't from acct. */
export function readKept(tab: Tab | undefined): KeptRow[] {
  return (tab?.rows ?? []).flatMap(({ row, cells }) => {
    const [moveId, tabId, wasRow] = cells.slice(0, MARKS).map(({ shown }) => shown);
    if (!moveId || !/^\d+$/.test(tabId ?? "") || !/^\d+$/.test(wasRow ?? "")) return [];
    return { row, moveId, tabId: Number(tabId), wasRow: Number(wasRow), cells: cells.slice(MARKS) };
  });
}

/**
 * Deletes rows and keeps copies of them, in one batch: whatever has been sorted, inserted or deleted since the tab was read, the copy is
 * the row that was deleted. If it's the wrong one, `putBack` undoes it.
 */
export function deleteKeeping(
  keep: Tab,
  from: Tab,
  doomed: readonly { readonly moveId: string; readonly row: number }[],
): SheetChange[] {
  if (doomed.length === 0) return [];
  const width = from.columnCount + MARKS;
  const bottomUp = doomed.toSorted((a, b) => b.row - a.row);
  return [
    ...(keep.columnCount < width
      ? [{ kind: "add-columns", tabId: keep.id, count: width - keep.columnCount } as const]
      : []),
    { kind: "insert-rows", tabId: keep.id, row: 1, count: doomed.length },
    ...bottomUp.flatMap(({ moveId, row }, at): SheetChange[] => [
      {
        kind: "copy-cells",
        from: { tabId: from.id, row, column: 0 },
        to: { tabId: keep.id, row: at + 1, column: MARKS },
        count: from.columnCount,
      },
      {
        kind: "write",
        tabId: keep.id,
        row: at + 1,
        cells: { 0: moveId, 1: String(from.id), 2: String(row) },
      },
    ]),
    // Google doesn't delete the last row below frozen ones.
    ...(from.rowCount - doomed.length <= from.frozenRowCount
      ? [{ kind: "add-rows", tabId: from.id, count: doomed.length } as const]
      : []),
    ...bottomUp.map(({ row }) => ({ kind: "delete-row", tabId: from.id, row }) as const),
  ];
}

/** Puts a row back where it was. It gets a new blank row, so that nothing is overwritten whatever has happened since the tab was read. */
export function putBack(keep: Tab, to: Tab, kept: KeptRow): SheetChange[] {
  const row = Math.min(kept.wasRow, to.rowCount + 1);
  return [
    ...insertBlank(to, row, 1),
    {
      kind: "copy-cells",
      from: { tabId: keep.id, row: kept.row, column: MARKS },
      to: { tabId: to.id, row, column: 0 },
      count: Math.min(to.columnCount, keep.columnCount - MARKS),
    },
    ...forgetKept(keep, [kept]),
  ];
}

/** Inserts blank rows, also below the last row of the grid. */
export const insertBlank = (tab: Tab, row: number, count: number): SheetChange[] => [
  ...(row > tab.rowCount ? [{ kind: "add-rows", tabId: tab.id, count: 1 } as const] : []),
  { kind: "insert-rows", tabId: tab.id, row, count },
];

/** Deletes rows of the hidden tab, from the bottom up. */
export const forgetKept = (keep: Tab, rows: readonly KeptRow[]): SheetChange[] => [
  ...(keep.rowCount - rows.length <= keep.frozenRowCount
    ? [{ kind: "add-rows", tabId: keep.id, count: 1 } as const]
    : []),
  ...rows
    .toSorted((a, b) => b.row - a.row)
    .map(({ row }) => ({ kind: "delete-row", tabId: keep.id, row }) as const),
];
