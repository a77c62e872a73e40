import { Failure } from "../../failure/failure.ts";

/** A cell, as people see it and as it is stored. */
export interface Cell {
  /** What people see. Empty for a blank cell. */
  readonly shown: string;
  /** What is stored. A date is a number: the days since December 30, 1899, in the time zone of the spreadsheet. */
  readonly value?: string | number | boolean | undefined;
}

/** A row with content. */
export interface GridRow {
  /** The number of the row as people see it, from 1. It is only true for the moment of reading. */
  readonly row: number;
  /** From column A. Cells beyond the end are blank. */
  readonly cells: readonly Cell[];
  /** The stamps in the developer metadata of the row. */
  readonly stamps: readonly string[];
}

export interface Tab {
  readonly id: number;
  readonly title: string;
  /** Rows with content, or with a stamp, from the top. */
  readonly rows: readonly GridRow[];
  /** The number of the last row of the grid, blank rows included. */
  readonly rowCount: number;
  readonly columnCount: number;
  readonly frozenRowCount: number;
  /** The characters that the developer metadata of the tab takes up, as far as acct can see it. Google accepts 30,000. */
  readonly metadataLength: number;
  /** Protected ranges that acct's service account can't edit, such as "A1:C1". */
  readonly lockedRanges: readonly string[];
}

/** A spreadsheet at one moment. */
export interface SpreadsheetContents {
  readonly title: string;
  /** An IANA name. */
  readonly timeZone: string;
  /** Such as "de_DE". */
  readonly locale: string;
  readonly tabs: readonly Tab[];
  /** The titles of all tabs, including those that were not asked for. Google doesn't tell them in the same call, so they can be some minutes old. */
  readonly titles: readonly string[];
}

/** A change of one batch. Google carries out a batch as a whole, or not at all. Texts are always stored as they are, never as formulas. */
export type SheetChange =
  /** Adds a stamp to the row that is at this place now. */
  | { readonly kind: "stamp"; readonly tabId: number; readonly row: number; readonly stamp: string }
  | { readonly kind: "remove-stamp"; readonly tabId: number; readonly stamp: string }
  /** Writes cells of the row that is at this place now. Undefined cells stay as they are. */
  | {
      readonly kind: "write";
      readonly tabId: number;
      readonly row: number;
      readonly cells: Readonly<Record<number, NewCell>>;
    }
  /** Adds rows below the last row with content (AppendCellsRequest). */
  | { readonly kind: "append"; readonly tabId: number; readonly rows: readonly (readonly NewCell[])[] }
  /** Inserts blank rows before this row. */
  | { readonly kind: "insert-rows"; readonly tabId: number; readonly row: number; readonly count: number }
  /** Deletes the whole row that is at this place now. */
  | { readonly kind: "delete-row"; readonly tabId: number; readonly row: number }
  | {
      readonly kind: "add-tab";
      /** By default, Google chooses one. */
      readonly id?: number;
      readonly title: string;
      readonly rowCount: number;
      readonly columnCount: number;
      readonly isHidden?: boolean;
    }
  /**
   * Copies cells with their values and formats, from columns of the row that is at this place now to other columns of another row
   * (CopyPasteRequest). Columns count from 0.
   */
  | {
      readonly kind: "copy-cells";
      readonly from: { readonly tabId: number; readonly row: number; readonly column: number };
      readonly to: { readonly tabId: number; readonly row: number; readonly column: number };
      readonly count: number;
    }
  /** Adds blank rows at the end of the grid. */
  | { readonly kind: "add-rows"; readonly tabId: number; readonly count: number }
  | { readonly kind: "hide-column"; readonly tabId: number; readonly column: number }
  | { readonly kind: "add-columns"; readonly tabId: number; readonly count: number };

/** A moment is stored as a number with a date format, in the time zone of the spreadsheet. */
export type NewCell = string | number | boolean | { readonly serial: number } | null;

/** Cells of the row with a stamp, wherever it is at that moment. */
export interface StampedWrite {
  readonly tabId: number;
  readonly stamp: string;
  /** The new cells by column from 0. Others stay as they are. */
  readonly cells: Readonly<Record<number, string>>;
}

/** A spreadsheet of Google Sheets. Every call ends within three minutes, and none repeats itself. */
export interface Spreadsheet {
  readonly id: string;
  /** Reads the tabs with these titles at one moment. Titles that don't exist are left out. */
  read(titles: readonly string[]): Promise<SpreadsheetContents>;
  /** Carries out all changes, or none of them. After a `SheetUncertainError` it is unknown which. */
  change(changes: readonly SheetChange[]): Promise<void>;
  /** As `change`, and returns these tabs as they are right after it, in the same call: so it isn't another read. */
  changeAndRead(changes: readonly SheetChange[], titles: readonly string[]): Promise<SpreadsheetContents>;
  /** Writes to rows found by their metadata stamps (values:batchUpdateByDataFilter, RAW). A stamp that no row has is passed over. */
  writeByStamp(writes: readonly StampedWrite[]): Promise<void>;
  /** Throws what a change would throw, and changes nothing. */
  tryWriting(): Promise<void>;
}

/** Google Sheets accepts no more calls for now (429), or is down. Nothing was done, and the same call will succeed later. */
export class SheetBusyError extends Failure {
  override name = "SheetBusyError";
}

/** A change was sent, but the answer was lost or was an error of the server: it may have been carried out. Read before changing anything again. */
export class SheetUncertainError extends Failure {
  override name = "SheetUncertainError";
}

/** Google rejects this change as a whole, such as a row that is no longer there, or metadata beyond the limit. Nothing was done. */
export class SheetRejectedError extends Failure {
  override name = "SheetRejectedError";
}

/** Google rejects the key or the access to this spreadsheet. Only someone who runs acct can fix it. The message says how. */
export class SheetAccessError extends Failure {
  override name = "SheetAccessError";
  /** True if trying again is useless before someone has changed something. */
  readonly isFinal: boolean;
  constructor(message: string, isFinal: boolean, options?: ErrorOptions) {
    super(message, options);
    this.isFinal = isFinal;
  }
}
