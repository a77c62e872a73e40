import { badRequest } from "./api-error.ts";
import type { SheetFile, SheetTab } from "./sheet-file.ts";

/** A part of a tab. From 0, without the end. */
export interface GridRange {
  readonly tab: SheetTab;
  readonly startRow: number;
  readonly endRow: number;
  readonly startColumn: number;
  readonly endColumn: number;
}

/** "A" for 0, "AA" for 26. */
export function columnName(column: number): string {
  const rest = String.fromCharCode(65 + (column % 26));
  return column < 26 ? rest : columnName(Math.floor(column / 26) - 1) + rest;
}

function columnOf(name: string): number {
  return [...name.toUpperCase()].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

/** Reads A1 notation, as in "'Form Responses 1'!A2:C" or "Spam". Throws as Google does. */
export function parseA1(file: SheetFile, text: string): GridRange {
  const fail = () => badRequest(`Unable to parse range: ${text}`);
  const [, quoted, plain, cells] = /^(?:'((?:[^']|'')+)'|([^'!]+))(?:!(.+))?$/.exec(text) ?? [];
  const title = quoted?.replaceAll("''", "'") ?? plain;
  const tab = file.tabs.find((one) => one.title.toLowerCase() === title?.toLowerCase());
  const whole = (of: SheetTab) => ({
    tab: of,
    startRow: 0,
    endRow: of.rows.length,
    startColumn: 0,
    endColumn: of.columnCount,
  });
  if (tab && cells === undefined) return whole(tab);
  const [first] = file.tabs;
  // Without a tab, the cells are those of the first one.
  const part = cells ?? (tab ? undefined : title);
  const of = tab ?? (cells === undefined ? first : undefined);
  const match = /^([A-Z]*)(\d*)(?::([A-Z]*)(\d*))?$/i.exec(part ?? "!");
  if (!of || !match || part === undefined) throw fail();
  const [, fromColumn = "", fromRow = "", toColumn, toRow] = match;
  if (cells === undefined && !/\d/.test(part)) throw fail();
  const all = whole(of);
  const single = toColumn === undefined && toRow === undefined;
  const startRow = fromRow ? Number(fromRow) - 1 : 0;
  const startColumn = fromColumn ? columnOf(fromColumn) : 0;
  const lastRow = single ? fromRow : toRow;
  const lastColumn = single ? fromColumn : toColumn;
  return {
    tab: of,
    startRow,
    startColumn,
    endRow: Math.min(all.endRow, lastRow ? Number(lastRow) : all.endRow),
    endColumn: Math.min(all.endColumn, lastColumn ? columnOf(lastColumn) + 1 : all.endColumn),
  };
}

/** Writes A1 notation with the title of the tab. */
export function toA1({ tab, startRow, endRow, startColumn, endColumn }: GridRange): string {
  const title = /^\w+$/.test(tab.title) ? tab.title : `'${tab.title.replaceAll("'", "''")}'`;
  const from = `${columnName(startColumn)}${startRow + 1}`;
  const to = `${columnName(Math.max(startColumn, endColumn - 1))}${Math.max(startRow + 1, endRow)}`;
  return `${title}!${from === to ? from : `${from}:${to}`}`;
}
