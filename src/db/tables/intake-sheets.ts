import { bigint, check, integer, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { SHEET_SOURCES, type SheetSource } from "../names.ts";
import { isOneOf, moment } from "./columns.ts";

/** A sheet that acct reads, and how the last readings went. */
export const intakeSheets = pgTable(
  "intake_sheets",
  {
    source: text().$type<SheetSource>().primaryKey(),
    /** The spreadsheet and the tab that were read last. Null until the first reading. */
    spreadsheet: text(),
    tabId: bigint({ mode: "number" }),
    /** The next reading is due then. The process that moves it on reads the sheet. */
    nextAt: moment().notNull(),
    /** The first reading of the sheet has been recorded. What was in it before is history. */
    begunAt: moment(),
    readAt: moment(),
    /** The name of the layout that was recognized. */
    layout: text(),
    /** The titles of the tabs that acct has looked at, so that a new one is noticed. */
    knownTabs: jsonb().$type<readonly string[]>().notNull().default([]),
    /** The last readings have failed since then. */
    failingSince: moment(),
    /** This many have failed in a row. */
    failures: integer().notNull().default(0),
    /** Why, in a sentence for admins. */
    problem: text(),
    /** The admins were told about the problem then. */
    toldAt: moment(),
  },
  () => [check("intake_sheet_source", isOneOf("source", SHEET_SOURCES))],
);
export type IntakeSheet = typeof intakeSheets.$inferSelect;
