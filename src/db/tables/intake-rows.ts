import { sql } from "drizzle-orm";
import {
  bigint,
  bigserial,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import {
  INTAKE_ROW_STATES,
  type IntakeRowState,
  ROW_DESTINATIONS,
  type RowDestination,
  SHEET_SOURCES,
  type SheetSource,
} from "../names.ts";
import { isOneOf, moment } from "./columns.ts";
import { requests } from "./requests.ts";

/** What is wrong with a row, as text that follows the title of the column. */
export interface RowProblem {
  /** Empty if it is about the whole row. */
  readonly column: string;
  readonly sentence: string;
}

/**
 * A row of a sheet. Its number in the sheet is nowhere, because people sort, insert and delete. It is found by its stamp together with
 * its contents: a stamp may stay where it was when people sort.
 */
export const intakeRows = pgTable(
  "intake_rows",
  {
    id: bigserial({ mode: "number" }).primaryKey(),
    source: text().$type<SheetSource>().notNull(),
    /** The ID of the spreadsheet. */
    spreadsheet: text().notNull(),
    /** The ID of the tab, which stays the same when the tab is renamed. */
    tabId: bigint({ mode: "number" }).notNull(),
    /** Our stamp of the row, in the developer metadata or the hidden column. Null if it has none (yet). */
    stamp: text(),
    /** The digest of what the person has filled in, without the PIN. Columns that staff and acct fill in are not part of it. */
    digest: text().notNull(),
    /** The ID of a key and the digest of the PIN with it: four digits could be guessed from a plain digest. */
    pinDigest: text(),
    /** What the person has filled in, by column, without the PIN. */
    cells: jsonb().$type<Readonly<Record<string, string>>>().notNull(),
    /** When the form was filled in, in ISO 8601 local time, if that can be read. */
    answeredAt: text(),
    state: text().$type<IntakeRowState>().notNull(),
    requestId: integer().references(() => requests.id),
    problems: jsonb().$type<readonly RowProblem[]>().notNull().default([]),
    /** The requester was told about the problems then. */
    toldAt: moment(),
    /** What acct last wanted in the columns of the staff, by column, with the `timeZone` of its times. */
    shown: jsonb().$type<Readonly<Record<string, string>>>().notNull().default({}),
    /** "Approved" in the sheet has counted, or acct wrote it. Until the cell was seen without it, it doesn't count again. */
    approvedSeen: boolean().notNull().default(false),
    /** Where the row is to be moved. Null if it stays. */
    moveTo: text().$type<RowDestination>(),
    /** Marks the copy until the original is deleted. */
    moveId: text(),
    /** The copy was read back then. */
    copiedAt: moment(),
    /** The original was deleted then. */
    movedAt: moment(),
    createdAt: moment().notNull(),
    /** The state or the contents changed then. */
    changedAt: moment().notNull(),
  },
  (t) => [
    check("intake_row_source", isOneOf("source", SHEET_SOURCES)),
    check("intake_row_state", isOneOf("state", INTAKE_ROW_STATES)),
    check("intake_row_move_to", isOneOf("move_to", ROW_DESTINATIONS)),
    uniqueIndex("intake_rows_stamp").on(t.stamp).where(sql`stamp is not null`),
    index("intake_rows_digest").on(t.source, t.digest),
    index("intake_rows_request").on(t.requestId),
    index("intake_rows_to_move").on(t.source).where(sql`move_to is not null and moved_at is null`),
  ],
);
export type IntakeRow = typeof intakeRows.$inferSelect;
export type NewIntakeRow = typeof intakeRows.$inferInsert;
