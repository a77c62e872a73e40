import { z } from "zod";

/** The public log of approved accounts. */
export const publicLog = z
  .strictObject({
    enabled: z
      .boolean()
      .default(false)
      .describe("Whether anyone may read at /log whose account was approved, and when"),
    showRule: z
      .boolean()
      .default(false)
      .describe("Whether an entry names the rule that approved the account, at /log and on the wiki"),
    title: z.string().trim().min(1).max(100).optional().describe("The title of the page"),
  })
  .describe("The public log of approved accounts. docs/public-log.md says what becomes public");
