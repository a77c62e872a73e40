import { z } from "zod";
import { LANGUAGES } from "../../view/languages.ts";
import { emailAddress, mailDomain } from "./email-address.ts";

export const site = z.strictObject({
  name: z.string().min(1).describe("The name of your service. It appears in every email and on every page"),
  helpAddress: emailAddress.describe(
    "The address people write to when something is wrong. acct also writes there when no admin can decide",
  ),
  alerts: z
    .array(emailAddress)
    .min(1)
    .optional()
    .describe(
      "The addresses that acct emails when the chat is away, no admin can decide, or a job keeps failing. By default, only site.helpAddress",
    ),
  loginHelp: z
    .strictObject({
      text: z.string().min(1).max(500).optional().describe("Instructions, in one or two sentences"),
      url: z
        .url({ protocol: /^https?$/, error: "must be an https:// URL" })
        .optional()
        .describe("The URL of the page where people log in"),
    })
    .refine(({ text, url }) => text !== undefined || url !== undefined, "must have a text, a url, or both")
    .optional()
    .describe(
      "Where and how people log in. Shown on every page and in every email that says an account is ready",
    ),
  timeZone: z
    .string()
    .refine(
      (zone) => Intl.supportedValuesOf("timeZone").concat("UTC").includes(zone),
      "must be a time zone such as Europe/Berlin",
    )
    .default("UTC")
    .describe(
      "The time zone for emails and the daily digest. In Slack, each reader sees times in their own zone",
    ),
  language: z
    .enum(LANGUAGES)
    .default("en")
    .describe("The language for people whose own isn't known, in messages and on pages"),
  templates: z
    .string()
    .min(1)
    .optional()
    .describe(
      "A folder with your own words for messages, such as `de/welcome.md`, relative to acct.yml. docs/messages.md lists what can be replaced",
    ),
  mailDomains: z
    .array(mailDomain)
    .prefault([])
    .describe(
      "The email domains of your institution. The card shows a warning for any other domain. If the list is empty, it warns only about public email providers",
    ),
});
