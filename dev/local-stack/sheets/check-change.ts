import { badRequest } from "./api-error.ts";
import {
  MAX_CELL_LENGTH,
  MAX_CELLS,
  MAX_METADATA,
  type SheetFile,
  type SheetTab,
  type StoredCell,
} from "./sheet-file.ts";

export interface Box {
  readonly startRow: number;
  readonly endRow: number;
  readonly startColumn: number;
  readonly endColumn: number;
}

/** Throws if one of these cells is in a protected range that the caller can't edit. */
export function requireUnprotected(tab: SheetTab, box: Box, caller: string): void {
  for (const one of tab.protectedRanges) {
    const { startRow = 0, endRow = Infinity, startColumn = 0, endColumn = Infinity, editors } = one;
    if (editors.includes(caller)) continue;
    const overlaps =
      box.startRow < endRow &&
      box.endRow > startRow &&
      box.startColumn < endColumn &&
      box.endColumn > startColumn;
    if (overlaps)
      throw badRequest(
        "You are trying to edit a protected cell or object. Please contact the spreadsheet owner to remove protection if you need to edit.",
      );
  }
}

export function requireShortCell(cell: StoredCell | undefined): void {
  if (typeof cell?.value === "string" && cell.value.length > MAX_CELL_LENGTH)
    throw badRequest(
      `Your input contains more than the maximum of ${MAX_CELL_LENGTH} characters in a single cell.`,
    );
}

/** Throws if the spreadsheet has more cells now than Google allows. */
export function requireRoom(file: SheetFile, maxCells = MAX_CELLS): void {
  const cells = file.tabs.reduce((sum, tab) => sum + tab.rows.length * tab.columnCount, 0);
  if (cells > maxCells)
    throw badRequest(
      `This action would increase the number of cells in the workbook above the limit of ${maxCells} cells.`,
    );
}

/** Throws if a tab has more metadata now than Google allows. */
export function requireMetadataRoom(tab: SheetTab, length: number): void {
  if (length > MAX_METADATA)
    throw badRequest(
      `The total size of developer metadata in sheet ${tab.title} exceeds the limit of ${MAX_METADATA} characters.`,
    );
}
