import { z } from "zod";
import { interval } from "../settings/interval.ts";
import { publicLog } from "../settings/public-log.ts";
import { wiki, wikiApiUrl } from "../settings/wiki.ts";
import { flag } from "./flag.ts";

const { shape } = wiki.unwrap();

/** The variables of the public log, and of the wiki on which it is published. Each overrides its setting. */
export const wikiVariables = {
  MEDIAWIKI_URL: wikiApiUrl.optional().describe("The URL of the wiki's api.php. It replaces `wiki.apiUrl`"),
  MEDIAWIKI_CA: z
    .string()
    .optional()
    .describe(
      "The CA certificates for the wiki in PEM, in place of `wiki.caFile`. MEDIAWIKI_CA_FILE names a file with them",
    ),
  MEDIAWIKI_PAGE: shape.page.describe(
    "The title of the page on which the public log is published, in place of `wiki.page`",
  ),
  MEDIAWIKI_CREATE: flag
    .optional()
    .describe("`1`: acct creates the page for the first entry, if there is none. It overrides `wiki.create`"),
  MEDIAWIKI_LINK: shape.link
    .unwrap()
    .optional()
    .describe("How the page shows who was approved, in wikitext, in place of `wiki.link`"),
  MEDIAWIKI_BOT: flag
    .optional()
    .describe("`0`: acct's account is no bot on the wiki. It overrides `wiki.bot`"),
  MEDIAWIKI_EVERY: interval
    .optional()
    .describe("How often acct publishes new entries, in place of `wiki.every`"),
  MEDIAWIKI_CONSUMER_TOKEN: z
    .string()
    .min(1)
    .optional()
    .describe(
      "The consumer token of an owner-only OAuth 1.0a consumer. These four values, or a bot password, are required if `wiki` is configured",
    ),
  MEDIAWIKI_CONSUMER_SECRET: z.string().min(1).optional().describe("The consumer secret"),
  MEDIAWIKI_ACCESS_TOKEN: z.string().min(1).optional().describe("The access token"),
  MEDIAWIKI_ACCESS_SECRET: z.string().min(1).optional().describe("The access secret"),
  MEDIAWIKI_BOT_USER: z
    .string()
    .regex(/^[^@]+@[^@]+$/, "must be the name that Special:BotPasswords shows, such as Acct@log")
    .optional()
    .describe("The name of a bot password, such as Acct@log. It is used if there is no OAuth consumer"),
  MEDIAWIKI_BOT_PASSWORD: z.string().min(1).optional().describe("The bot password"),
  PUBLIC_LOG_ENABLED: flag
    .optional()
    .describe("`1`: anyone may read the public log at /log. It overrides `publicLog.enabled`"),
  PUBLIC_LOG_SHOW_RULE: flag
    .optional()
    .describe("`1`: an entry names the rule that approved the account. It overrides `publicLog.showRule`"),
  PUBLIC_LOG_TITLE: publicLog.shape.title.describe("The title of the page, in place of `publicLog.title`"),
};
