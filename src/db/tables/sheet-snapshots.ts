import { bigserial, index, integer, pgTable, text } from "drizzle-orm/pg-core";
import { bytea, moment } from "./columns.ts";

/** Backups of a tab of a sheet. One that is equal to the one before only moves the time when it was last seen. */
export const sheetSnapshots = pgTable(
  "sheet_snapshots",
  {
    id: bigserial({ mode: "number" }).primaryKey(),
    /** The ID of the spreadsheet. */
    spreadsheet: text().notNull(),
    /** The title of the tab. */
    tab: text().notNull(),
    takenAt: moment().notNull(),
    /** The tab was still the same then. */
    seenAt: moment().notNull(),
    /** The rows below the headings. */
    rowCount: integer().notNull(),
    digest: text().notNull(),
    /** JSON, compressed with gzip; see `intake/sheets/snapshot.ts`. */
    contents: bytea().notNull(),
  },
  (t) => [index("sheet_snapshots_tab").on(t.spreadsheet, t.tab, t.takenAt)],
);
export type SheetSnapshot = typeof sheetSnapshots.$inferSelect;
