import { type GridRange, parseA1 } from "./a1.ts";
import { badRequest } from "./api-error.ts";
import { wholeTab } from "./grid-answer.ts";
import type { SheetFile, SheetTab, StoredMetadata } from "./sheet-file.ts";

export interface DataFilter {
  readonly a1Range?: string;
  readonly gridRange?: JsonRange;
  readonly developerMetadataLookup?: Lookup;
}

interface JsonRange {
  readonly sheetId?: number;
  readonly startRowIndex?: number;
  readonly endRowIndex?: number;
  readonly startColumnIndex?: number;
  readonly endColumnIndex?: number;
}

interface Lookup {
  readonly locationType?: string;
  readonly metadataLocation?: { readonly sheetId?: number; readonly spreadsheet?: boolean };
  readonly locationMatchingStrategy?: string;
  readonly metadataId?: number;
  readonly metadataKey?: string;
  readonly metadataValue?: string;
  readonly visibility?: string;
}

/** Metadata with its place. */
export interface Placed {
  readonly metadata: StoredMetadata;
  readonly tab?: SheetTab;
  readonly row?: number;
  readonly column?: number;
}

export function findTab(file: SheetFile, id: number | undefined): SheetTab {
  const tab = file.tabs.find((one) => one.id === (id ?? 0));
  if (!tab) throw badRequest(`No grid with id: ${id ?? 0}`);
  return tab;
}

/** Everything that a look-up selects. All of its fields must match. */
export function findMetadata(file: SheetFile, lookup: Lookup): Placed[] {
  const { metadataLocation: at, locationMatchingStrategy: strategy } = lookup;
  if (strategy !== undefined && at === undefined)
    throw badRequest("locationMatchingStrategy may only be set if metadataLocation is set.");
  if (strategy === "EXACT_LOCATION" && lookup.locationType !== undefined)
    throw badRequest(
      "locationType must be left unspecified when locationMatchingStrategy is EXACT_LOCATION.",
    );
  const isWanted = (metadata: StoredMetadata) =>
    (lookup.metadataId === undefined || lookup.metadataId === metadata.metadataId) &&
    (lookup.metadataKey === undefined || lookup.metadataKey === metadata.metadataKey) &&
    (lookup.metadataValue === undefined || lookup.metadataValue === metadata.metadataValue) &&
    (lookup.visibility === undefined || lookup.visibility === metadata.visibility);
  return placesOf(file, isWanted).filter(({ tab, row, column }) => {
    const type = row !== undefined ? "ROW" : column !== undefined ? "COLUMN" : tab ? "SHEET" : "SPREADSHEET";
    const isExact = strategy === "EXACT_LOCATION";
    const isThere =
      at === undefined ||
      (at.spreadsheet
        ? !isExact || tab === undefined
        : tab !== undefined && tab.id === (at.sheetId ?? 0) && (!isExact || type === "SHEET"));
    return isThere && (lookup.locationType === undefined || lookup.locationType === type);
  });
}

/** All metadata that is wanted, with its place. Written as loops, because large tabs are searched a thousand times. */
function placesOf(file: SheetFile, isWanted: (metadata: StoredMetadata) => boolean): Placed[] {
  const found: Placed[] = [];
  for (const metadata of file.metadata) if (isWanted(metadata)) found.push({ metadata });
  for (const tab of file.tabs) {
    for (const metadata of tab.metadata) if (isWanted(metadata)) found.push({ metadata, tab });
    for (const { column, metadata } of tab.columnMetadata)
      if (isWanted(metadata)) found.push({ metadata, tab, column });
    for (let row = 0; row < tab.rows.length; row++)
      for (const metadata of tab.rows[row]?.metadata ?? [])
        if (isWanted(metadata)) found.push({ metadata, tab, row });
  }
  return found;
}

/** The parts of the grid that a filter selects. */
export function findRanges(
  file: SheetFile,
  { a1Range, gridRange, developerMetadataLookup }: DataFilter,
): GridRange[] {
  if (a1Range !== undefined) return [parseA1(file, a1Range)];
  if (gridRange) {
    const tab = findTab(file, gridRange.sheetId);
    return [
      {
        tab,
        startRow: gridRange.startRowIndex ?? 0,
        endRow: gridRange.endRowIndex ?? tab.rows.length,
        startColumn: gridRange.startColumnIndex ?? 0,
        endColumn: gridRange.endColumnIndex ?? tab.columnCount,
      },
    ];
  }
  if (!developerMetadataLookup) throw badRequest("Must specify a data filter.");
  return findMetadata(file, developerMetadataLookup).flatMap(({ tab, row, column }) => {
    if (!tab) return [];
    const whole = wholeTab(tab);
    if (row !== undefined) return [{ ...whole, startRow: row, endRow: row + 1 }];
    return column === undefined ? [whole] : [{ ...whole, startColumn: column, endColumn: column + 1 }];
  });
}
