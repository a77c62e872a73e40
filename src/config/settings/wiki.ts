import { z } from "zod";
import { isPrivateUrl } from "../is-loopback.ts";
import { interval } from "./interval.ts";

const API_URL = {
  protocol: /^https?$/,
  error: "must be the https:// URL of the wiki's api.php, such as https://wiki.example.org/w/api.php",
};

/** The URL of the action API of a MediaWiki. */
export const wikiApiUrl = z
  .url(API_URL)
  .refine((url) => URL.canParse(url) && /\/api\.php$/.test(new URL(url).href), "must end in /api.php")
  .refine(isPrivateUrl, "must be https://, or the login would cross the network unencrypted");

/** The wiki page on which the public log is published. */
export const wiki = z
  .strictObject({
    apiUrl: wikiApiUrl.optional().describe("The URL of the wiki's api.php. MEDIAWIKI_URL replaces it"),
    caFile: z
      .string()
      .optional()
      .describe("A PEM file with the CA certificates for the wiki, if you use your own CA"),
    page: z
      .string()
      .trim()
      .min(1)
      .max(255)
      .regex(/^[^#<>[\]|{}\p{C}]+$/u, "must be the title of a page, without # < > [ ] | { }")
      .optional()
      .describe(
        "The title of the page, with its namespace: Project:Approved accounts. MEDIAWIKI_PAGE overrides it; one of them is required",
      ),
    create: z
      .boolean()
      .default(false)
      .describe("Whether acct creates the page for the first entry, if there is none"),
    link: z
      .string()
      .min(1)
      .max(200)
      .regex(/^[^\p{C}]*<username>[^\p{C}]*$/u, "must be one line that contains <username>")
      .default("[[gitlab:<username>|@<username>]]")
      .describe("How the page shows who was approved, in wikitext"),
    bot: z
      .boolean()
      .default(true)
      .describe(
        "Whether acct's account is a bot on the wiki, so that its edits are marked as such. If it isn't, acct must not claim to be one",
      ),
    every: interval.prefault("1m").describe("How often acct publishes new entries, in one edit"),
  })
  .optional();
