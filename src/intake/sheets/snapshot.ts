import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { copiedCell } from "./copied-cell.ts";
import { findHeadingRow, type NamesOfHeading } from "./match-headings.ts";
import type { Cell, NewCell, Tab } from "./spreadsheet.ts";

/** A cell in a snapshot. A date has its number, by which it's written again, and what people saw. */
export type KeptCell = string | number | boolean | null | { readonly serial: number; readonly shown: string };

/** The contents of a tab at one moment. It has no PINs. */
export interface Snapshot {
  /** The rows above the headings, and the headings. */
  readonly head: readonly (readonly KeptCell[])[];
  /** The headings. Empty if none were found. */
  readonly titles: readonly string[];
  /** The rows below the headings. Blank cells at the end are missing. */
  readonly rows: readonly (readonly KeptCell[])[];
}

interface Recognizing {
  /** Headings that the tab probably has. */
  readonly wanted: readonly string[];
  readonly namesOf?: NamesOfHeading | undefined;
  isPin(title: string): boolean;
}

/** Takes a snapshot. Cells in columns of PINs are blank. */
export function takeSnapshot(tab: Tab, { wanted, namesOf, isPin }: Recognizing): Snapshot {
  const found = findHeadingRow(tab.rows, wanted, namesOf);
  const titles = found?.titles ?? [];
  const pins = new Set([...titles.entries()].flatMap(([column, title]) => (isPin(title) ? [column] : [])));
  const filled = tab.rows.filter(({ cells }) => cells.some(({ shown }) => shown !== ""));
  const top = found?.row ?? 0;
  const keep = (cells: readonly Cell[], without: ReadonlySet<number>) =>
    trim(cells.map((cell, column) => (without.has(column) ? null : keepCell(cell))));
  return {
    head: filled.filter(({ row }) => row <= top).map(({ cells }) => keep(cells, new Set())),
    titles,
    rows: filled.filter(({ row }) => row > top).map(({ cells }) => keep(cells, pins)),
  };
}

function keepCell(cell: Cell): KeptCell {
  const copied = copiedCell(cell);
  return typeof copied === "object" && copied !== null
    ? { serial: copied.serial, shown: cell.shown }
    : copied;
}

const trim = (cells: readonly KeptCell[]) => cells.slice(0, cells.findLastIndex((cell) => cell !== null) + 1);

/** Returns what to write so that a cell is as it was. */
export const writtenAgain = (cell: KeptCell): NewCell =>
  typeof cell === "object" && cell !== null ? { serial: cell.serial } : cell;

/** Returns what people saw in a cell. */
export const shownIn = (cell: KeptCell | undefined): string =>
  cell === null || cell === undefined ? "" : typeof cell === "object" ? cell.shown : String(cell);

/** Packs a snapshot for the database. Equal snapshots have equal digests. */
export async function packSnapshot(snapshot: Snapshot): Promise<{ digest: string; contents: Buffer }> {
  const json = JSON.stringify(snapshot);
  return {
    digest: createHash("sha256").update(json).digest("hex"),
    contents: await promisify(gzip)(json),
  };
}

/** Unpacks a snapshot from the database. */
export async function unpackSnapshot(contents: Buffer): Promise<Snapshot> {
  return JSON.parse((await promisify(gunzip)(contents)).toString()) as Snapshot;
}
