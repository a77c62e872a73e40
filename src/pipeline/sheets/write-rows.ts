import type { IntakeRow } from "../../db/tables/intake-rows.ts";
import { type SheetColumns, STAFF_COLUMNS, type StaffColumn } from "../../intake/sheet-layouts.ts";
import type { RowRead } from "../../intake/sheets/read-row.ts";
import { readTab, type TabRead } from "../../intake/sheets/read-tab.ts";
import type { SheetChange, StampedWrite } from "../../intake/sheets/spreadsheet.ts";
import type { RowState } from "./describe-row-state.ts";
import type { SheetSetup } from "./sheet-setup.ts";

type Cells = Readonly<Partial<Record<StaffColumn, string>>>;

export interface RowToWrite {
  readonly row: IntakeRow;
  readonly found: RowRead;
  readonly state: RowState;
  readonly cells: Cells;
}

/**
 * Finds the row in a reading from just now: by its stamp with its contents, or by contents that only one row has. "gone": nobody needs
 * to write anything any more. "unclear": it was edited, or there are several.
 */
export function findRow({ stamp, digest }: IntakeRow, { rows }: TabRead): RowRead | "gone" | "unclear" {
  const same = rows.filter((row) => row.digest === digest);
  const stamped = same.filter(({ stamps }) => stamp !== null && stamps.includes(stamp));
  const [row] = stamped.length === 1 ? stamped : same.length === 1 ? same : [];
  if (row) return row;
  const isThere = rows.some(({ stamps }) => stamp !== null && stamps.includes(stamp));
  return same.length > 0 || isThere ? "unclear" : "gone";
}

/** Tells whether a row shows this already, as far as acct knows. */
export function isShown({ shown }: IntakeRow, stateIn: (timeZone: string) => RowState): boolean {
  const { timeZone, ...before } = shown;
  const state = stateIn(timeZone ?? "UTC");
  if (timeZone === undefined) return Object.values(state).every((text) => text === "");
  const columns = new Set([...Object.keys(before), ...Object.keys(state)]);
  return [...columns].every((column) => before[column] === state[column as StaffColumn]);
}

/** The cells that must change. What people have written stays, except for a decision that was made elsewhere. */
export function planCells(
  { shown, approvedSeen }: IntakeRow,
  staff: RowRead["staff"],
  state: RowState,
  { places }: SheetColumns,
): Cells {
  const cells: Partial<Record<StaffColumn, string>> = {};
  for (const column of STAFF_COLUMNS) {
    const [wanted, current] = [state[column], staff[column]];
    if (wanted === undefined || wanted === current || !places.has(column)) continue;
    const isOurs = current === "" || current === shown[column];
    const isCounted = column === "approved" && approvedSeen && current.toLowerCase() === "approved";
    const isDecision =
      column === "approved" && wanted !== "" && current.toLowerCase() !== wanted.toLowerCase();
    if (isOurs || isCounted || isDecision) cells[column] = wanted;
  }
  return cells;
}

/**
 * Writes the cells: by the stamp where it is in the metadata of the row, so that it doesn't matter where the row is, or else to the place
 * where the row was found just before. Reads everything back. If people have moved rows in that moment, what was written to another
 * row is put back. Returns the IDs of rows that don't show what they should.
 */
export async function writeRows(
  writes: readonly RowToWrite[],
  read: TabRead,
  setup: Pick<SheetSetup, "spreadsheet" | "tab" | "source">,
): Promise<ReadonlySet<number>> {
  const { spreadsheet } = setup;
  const wanted = writes.filter(({ cells }) => Object.keys(cells).length > 0);
  if (wanted.length === 0) return new Set();
  const byStamp: StampedWrite[] = [];
  const byPlace: SheetChange[] = [];
  for (const { row, found, cells } of wanted) {
    const at = toPlaces(cells, read.columns);
    // A stamp that was left behind on another row as well would write there, too.
    const [holder, ...others] = read.tab.rows.filter(({ stamps }) => stamps.includes(row.stamp ?? ""));
    if (row.stamp !== null && holder?.row === found.row && others.length === 0)
      byStamp.push({ tabId: read.tab.id, stamp: row.stamp, cells: at });
    else byPlace.push({ kind: "write", tabId: read.tab.id, row: found.row, cells: at });
  }
  if (byStamp.length > 0) await spreadsheet.writeByStamp(byStamp);
  if (byPlace.length > 0) await spreadsheet.change(byPlace);

  const after = readTab(await spreadsheet.read([setup.tab]), setup);
  await putBack(wanted, read, after, spreadsheet);
  return new Set(
    wanted.flatMap(({ row, cells }) => {
      const found = findRow(row, after);
      if (found === "gone") return [];
      return found !== "unclear" && hasCells(found, cells) ? [] : [row.id];
    }),
  );
}

/** Restores the cells of rows that have got what was meant for another one. */
async function putBack(
  writes: readonly RowToWrite[],
  before: TabRead,
  after: TabRead,
  spreadsheet: SheetSetup["spreadsheet"],
): Promise<void> {
  const meant = new Set(writes.map(({ row }) => row.digest));
  const written = writes.map(({ cells }) => cells);
  const changes = after.rows.flatMap((row): SheetChange[] => {
    if (meant.has(row.digest)) return [];
    const [earlier, ...others] = before.rows.filter(({ digest }) => digest === row.digest);
    // Equal rows can be told apart only by what staff see in them.
    if (!earlier || !others.every(({ staff }) => hasCells(earlier, staff))) return [];
    const isStray = written.some(
      (cells) => hasCells(row, cells) && !hasCells(earlier, cells) && Object.keys(cells).length > 0,
    );
    if (!isStray) return [];
    const cells: Partial<Record<StaffColumn, string>> = {};
    for (const column of STAFF_COLUMNS)
      if (row.staff[column] !== earlier.staff[column] && after.columns.places.has(column))
        cells[column] = earlier.staff[column];
    return [{ kind: "write", tabId: after.tab.id, row: row.row, cells: toPlaces(cells, after.columns) }];
  });
  if (changes.length > 0) await spreadsheet.change(changes);
}

const hasCells = ({ staff }: RowRead, cells: Cells): boolean =>
  STAFF_COLUMNS.every((column) => cells[column] === undefined || staff[column] === cells[column]);

function toPlaces(cells: Cells, { places }: SheetColumns): Record<number, string> {
  return Object.fromEntries(
    STAFF_COLUMNS.flatMap((column) => {
      const [text, at] = [cells[column], places.get(column)];
      return text === undefined || at === undefined ? [] : [[at, text] as const];
    }),
  );
}
