import { ACCESS_TITLES } from "../access-sheet.ts";
import { toKey } from "../columns-by-title.ts";
import { QUOTA_TITLES } from "../quota-sheet.ts";
import type { MovingSource } from "./plan-moves.ts";
import { readRow } from "./read-row.ts";
import { STAMP_TITLE, type TabRead } from "./read-tab.ts";

/** Prepares the tab that acct has read for moving rows from it. */
export function movingSource({ tab, columns, headingRow, stampAt, rows, order }: TabRead): MovingSource {
  const byRow = new Map(tab.rows.map((grid) => [grid.row, grid]));
  const titles = (byRow.get(headingRow)?.cells ?? []).map(({ shown }) => shown.trim());
  const columnAt = new Map([...columns.places].map(([column, at]) => [toKey(titles[at] ?? ""), column]));
  const pin = titles[columns.places.get("pin") ?? -1];
  return {
    tab,
    headings: { row: headingRow, titles },
    isLeftOut: (title) => isOurs(title) || isPin(title, pin),
    namesOf: (title) => [toKey(title), columnAt.get(toKey(title)) ?? usualColumn(title) ?? toKey(title)],
    rows: rows.flatMap((read) => {
      const grid = byRow.get(read.row);
      return grid ? [{ grid, stamps: read.stamps, digest: read.digest }] : [];
    }),
    read: (cells) => readRow({ row: 0, cells, stamps: [] }, columns, { stampAt, order }),
  };
}

const isOurs = (title: string) => title.trim() === STAMP_TITLE;

/** Tells whether a column has PINs, by its usual headings or by that of the site. They have served their purpose when a row is finished. */
export const isPin = (title: string, own?: string): boolean =>
  [...ACCESS_TITLES.pin, ...(own === undefined ? [] : [own])].some((one) => toKey(one) === toKey(title));

/** The column that usually has this heading; undefined if none has it, or several have. */
function usualColumn(title: string): string | undefined {
  const named = Object.entries({ ...QUOTA_TITLES, ...ACCESS_TITLES }).filter(([, titles]) =>
    titles.some((one) => toKey(one) === toKey(title)),
  );
  return named.length === 1 ? named[0]?.[0] : undefined;
}
