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
  const all: Placed[] = [
    ...file.metadata.map((metadata) => ({ metadata })),
    ...file.tabs.flatMap((tab): Placed[] => [
      ...tab.metadata.map((metadata) => ({ metadata, tab })),
      ...tab.columnMetadata.map(({ column, metadata }) => ({ metadata, tab, column })),
      ...tab.rows.flatMap(({ metadata }, row) => metadata.map((one) => ({ metadata: one, tab, row }))),
    ]),
  ];
  return all.filter(({ metadata, tab, row, column }) => {
    const type = row !== undefined ? "ROW" : column !== undefined ? "COLUMN" : tab ? "SHEET" : "SPREADSHEET";
    const isExact = strategy === "EXACT_LOCATION";
    const isThere =
      at === undefined ||
      (at.spreadsheet
        ? !isExact || tab === undefined
        : tab !== undefined && tab.id === (at.sheetId ?? 0) && (!isExact || type === "SHEET"));
    return (
      isThere &&
      (lookup.locationType === undefined || lookup.locationType === type) &&
      (lookup.metadataId === undefined || lookup.metadataId === metadata.metadataId) &&
      (lookup.metadataKey === undefined || lookup.metadataKey === metadata.metadataKey) &&
      (lookup.metadataValue === undefined || lookup.metadataValue === metadata.metadataValue) &&
      (lookup.visibility === undefined || lookup.visibility === metadata.visibility)
    );
  });
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
