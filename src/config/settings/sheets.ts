import { z } from "zod";

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

const accessSheet = z.strictObject({
  id: spreadsheetId,
  tabs: z
    .strictObject({
      responses: tab("Form Responses 1").describe("The tab to which the form adds its responses"),
      current: tab("Current Users").describe("The tab to which completed requests move"),
      spam: tab("Spam").describe("The tab to which spam moves"),
    })
    .prefault({})
    .describe("The titles of its tabs"),
});

const quotaSheet = z.strictObject({
  id: spreadsheetId,
  tabs: z
    .strictObject({
      responses: tab("Form Responses 1").describe("The tab to which the form adds its responses"),
      processed: tab("Processed Requests").describe("The tab to which completed requests move"),
    })
    .prefault({})
    .describe("The titles of its tabs"),
});

/** Spreadsheets of Google in which requests arrive. */
export const sheets = z
  .strictObject({
    access: accessSheet.optional().describe("The spreadsheet with the responses of the account form"),
    quotas: quotaSheet.optional().describe("The spreadsheet with the responses of the quota form"),
  })
  .refine(({ access, quotas }) => access ?? quotas, "must have access, quotas, or both");
