import { z } from "zod";
import { ACCESS_TITLES, OPTIONAL_FIELDS } from "../../intake/access-sheet.ts";
import { QUOTA_OPTIONAL_FIELDS, QUOTA_TITLES } from "../../intake/quota-sheet.ts";
import { DATE_ORDERS } from "../../intake/row-moment.ts";

const SPREADSHEET_URL = /^https:\/\/docs\.google\.com\/spreadsheets\/(?:u\/\d+\/)?d\/([\w-]+)/;

const spreadsheet = z
  .string()
  .trim()
  .transform((text) => SPREADSHEET_URL.exec(text)?.[1] ?? text)
  .pipe(z.string().regex(/^[\w-]{10,}$/, "must be the spreadsheet's URL, or the ID in its URL"))
  .describe("The URL of the spreadsheet, or the ID in it. Share the spreadsheet with the service account");

const tab = (title: string) => z.string().min(1).default(title);

const shared = {
  spreadsheet,
  tab: tab("Form Responses 1").describe("The tab with the answers of the form"),
  spamTab: tab("Spam").describe("The tab to which rows are moved that an admin has marked as spam"),
  approvedCounts: z
    .boolean()
    .default(false)
    .describe(
      "Whether \"Approved\" in the sheet counts as an admin's approval. Google doesn't say who wrote it. So it never counts where several admins or a group must approve, nor where another person must approve as well and `approvals.distinctPeople` is on",
    ),
  trusted: z
    .boolean()
    .default(false)
    .describe(
      "Whether the addresses in the sheet are known to be right, for example because the form collects verified addresses. If not, people confirm theirs with a link",
    ),
  since: z.iso
    .date()
    .optional()
    .describe(
      "The first day whose rows become requests when acct reads the sheet for the first time. By default 30 days before. Older rows, and all that have a Helpdesk Notified, are history",
    ),
  dateOrder: z
    .enum(DATE_ORDERS)
    .optional()
    .describe("The order in dates that are stored as text, such as 11/05/2026: day-month or month-day"),
} as const;

const columnsOf = <Titles extends object>(titles: Titles) =>
  z
    .partialRecord(z.enum(Object.keys(titles) as [string, ...string[]]), z.string().min(1))
    .default({})
    .describe("The headings of columns that have others than usual: `{ email: E-Mail-Adresse }`");

const requiredOf = (fields: readonly string[]) =>
  z
    .array(z.enum(fields as [string, ...string[]]))
    .default([])
    .describe("Cells that people may not leave blank, in addition to those that acct needs");

/** The sheets whose rows become requests. */
export const sheets = z
  .strictObject({
    access: z
      .strictObject({
        ...shared,
        finishedTab: tab("Current Users").describe("The tab to which finished rows are moved"),
        columns: columnsOf(ACCESS_TITLES),
        required: requiredOf(OPTIONAL_FIELDS),
      })
      .optional()
      .describe("The sheet with requests for accounts"),
    quotas: z
      .strictObject({
        ...shared,
        finishedTab: tab("Processed Requests").describe("The tab to which finished rows are moved"),
        columns: columnsOf(QUOTA_TITLES),
        required: requiredOf(QUOTA_OPTIONAL_FIELDS),
      })
      .optional()
      .describe("The sheet with requests for other quotas"),
  })
  .describe("Google Sheets whose rows become requests. docs/google-sheets.md describes them");
export type SheetSettings = z.output<typeof sheets>;
