import { z } from "zod";
import { ACCESS_TITLES, OPTIONAL_FIELDS } from "../../intake/access-sheet.ts";
import { QUOTA_OPTIONAL_FIELDS, QUOTA_TITLES } from "../../intake/quota-sheet.ts";
import { DATE_ORDERS } from "../../intake/row-moment.ts";
import { interval } from "./interval.ts";

const ID = /^[\w-]{20,}$/;

/** The ID of a spreadsheet, or the address that the browser shows for it. */
const spreadsheetId = z
  .string()
  .transform((text) => /\/spreadsheets\/(?:u\/\d+\/)?d\/([\w-]+)/.exec(text)?.[1] ?? text.trim())
  .refine(
    (id) => ID.test(id),
    "must be the ID of a spreadsheet, or its address: https://docs.google.com/spreadsheets/d/…/edit. The address of a form or of a published page is a different one",
  )
  .describe("The ID of the spreadsheet, or its whole address from the browser");

const tab = (byDefault: string) => z.string().min(1, "must be the title of a tab").default(byDefault);

/** Google doesn't allow two tabs whose titles differ only in case. */
const isSameTitle = (one: string, other: string) => one.trim().toLowerCase() === other.trim().toLowerCase();

/** Rows that were moved must not arrive in a tab with another purpose. */
function refuseSameTabs(tabs: Readonly<Record<string, string>>, context: z.core.$RefinementCtx): void {
  const all = Object.entries(tabs);
  for (const [at, [name, title]] of all.entries()) {
    const same = all.slice(0, at).find(([, other]) => isSameTitle(other, title))?.[0];
    const message = `must be another tab than ${same}: each purpose needs a tab of its own`;
    if (same !== undefined) context.addIssue({ code: "custom", path: [name], message });
  }
}

const shared = {
  approvedCounts: z
    .boolean()
    .default(false)
    .describe(
      "Whether \"Approved\" in the sheet counts as an admin's approval. Google doesn't say who wrote it. So it never counts where several admins or a group must approve, or where another person must approve as well and `approvals.distinctPeople` is on",
    ),
  trusted: z
    .boolean()
    .default(false)
    .describe(
      "Whether the addresses in the sheet are known to be right, for example because the form collects verified addresses. If not, and without a campus directory, people confirm theirs with a link",
    ),
  since: z.iso
    .date()
    .optional()
    .describe(
      "The first day whose rows become requests when acct reads the sheet for the first time. By default, 30 days before that. Older rows are history, and so are all with a Helpdesk Notified that acct doesn't know",
    ),
  dateOrder: z
    .enum(DATE_ORDERS)
    .optional()
    .describe("The order in dates that are stored as text, such as 11/05/2026: day-month or month-day"),
} as const;

const columnsOf = (titles: object) =>
  z
    .partialRecord(z.enum(Object.keys(titles) as [string, ...string[]]), z.string().min(1))
    .default({})
    .describe("The headings of columns that have others than usual, such as `{ email: E-Mail-Adresse }`");

const requiredOf = (fields: readonly string[]) =>
  z
    .array(z.enum(fields as [string, ...string[]]))
    .default([])
    .describe("Cells that people may not leave blank, in addition to those that acct needs");

const accessSheet = z.strictObject({
  id: spreadsheetId,
  tabs: z
    .strictObject({
      responses: tab("Form Responses 1").describe("The tab to which the form adds its responses"),
      current: tab("Current Users").describe("The tab to which completed requests move"),
      spam: tab("Spam").describe("The tab to which spam moves"),
    })
    .superRefine((tabs, context) => refuseSameTabs(tabs, context))
    .prefault({})
    .describe("The titles of its tabs"),
  keepBackups: interval
    .prefault("1y")
    .describe("How long the daily backups of the tab `current` are kept in acct's database"),
  columns: columnsOf(ACCESS_TITLES),
  required: requiredOf(OPTIONAL_FIELDS),
  ...shared,
});

const quotaSheet = z.strictObject({
  id: spreadsheetId,
  tabs: z
    .strictObject({
      responses: tab("Form Responses 1").describe("The tab to which the form adds its responses"),
      processed: tab("Processed Requests").describe("The tab to which completed requests move"),
      spam: tab("Spam").describe("The tab to which spam moves"),
    })
    .superRefine((tabs, context) => refuseSameTabs(tabs, context))
    .prefault({})
    .describe("The titles of its tabs"),
  columns: columnsOf(QUOTA_TITLES),
  required: requiredOf(QUOTA_OPTIONAL_FIELDS),
  ...shared,
});

/** Spreadsheets of Google in which requests arrive. */
export const sheets = z
  .strictObject({
    access: accessSheet.optional().describe("The spreadsheet with the responses of the account form"),
    quotas: quotaSheet.optional().describe("The spreadsheet with the responses of the quota form"),
  })
  .refine(({ access, quotas }) => access ?? quotas, "must have access, quotas, or both")
  .superRefine(({ access, quotas }, context) => {
    if (!access || access.id !== quotas?.id) return;
    for (const [name, title] of Object.entries(quotas.tabs)) {
      const other = Object.entries(access.tabs).find(([, theirs]) => isSameTitle(theirs, title))?.[0];
      // Spam of both may be in one tab, which acct only adds to.
      if (other === undefined || (name === "spam" && other === "spam")) continue;
      const message = `must be another tab than sheets.access.tabs.${other}, because both are in the same spreadsheet. Set the title of the tab, or the ID of another spreadsheet`;
      context.addIssue({ code: "custom", path: ["quotas", "tabs", name], message });
    }
  });
