import { isIP } from "node:net";
import { z } from "zod";
import { explainDatabaseUrl, readDatabaseUrl } from "../db/database-url.ts";
import { isDatabaseHere, isPrivateUrl } from "./is-loopback.ts";
import { arvadosUrl } from "./settings/arvados.ts";
import { gitLabVariables } from "./variables/gitlab-variables.ts";
import { reviewVariables } from "./variables/review-variables.ts";
import { wikiVariables } from "./variables/wiki-variables.ts";

/** Identical bytes come from a placeholder, never from a random generator. */
const secretKey = z
  .string()
  .transform((text) => Buffer.from(text, "base64"))
  .refine(
    (key) => key.length >= 32 && new Set(key).size > 1,
    "must be at least 32 random bytes in base64: openssl rand -base64 32",
  );

/** As for curl, the scheme may be missing. */
const proxyUrl = z
  .string()
  .transform((text) => (text.includes("://") ? text : `http://${text}`))
  .refine(
    (url) => URL.canParse(url) && /^(https?|socks5?):$/.test(new URL(url).protocol),
    "must be the URL of a proxy, such as http://proxy.example.org:3128",
  );

/** The environment variables, except ACCT_CONFIG. docs/configuration.md is generated from these descriptions; .env.example lists the variables, too. */
export const environmentSchema = z.object({
  DATABASE_URL: z
    .string()
    .superRefine(isDatabaseUrl)
    .refine(
      saysHowToConnect,
      "connects to another machine without encryption: add ?sslmode=verify-full, or ?sslmode=disable if no one can listen on the network",
    )
    .describe("The URL of the database, with user and password"),
  DATABASE_OWNER_URL: z
    .string()
    .superRefine(isDatabaseUrl)
    .refine(
      saysHowToConnect,
      "connects to another machine without encryption: add ?sslmode=verify-full, or ?sslmode=disable if no one can listen on the network",
    )
    .optional()
    .describe(
      "The same database, as the role that owns the tables. Only `acct migrate` uses it; acct then runs as a role that cannot rewrite the audit log",
    ),
  PORT: z.coerce
    .number("must be a number")
    .int()
    .min(0)
    .max(65_535)
    .default(3000)
    .describe("The port of the web server. `acct setpass` uses 5001 by default"),
  HOST: z.string().default("127.0.0.1").describe("The address the web server listens on"),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: "must be the https:// URL at which people reach the web pages" })
    .refine(isPrivateUrl, "must be https://, or passwords would cross the network unencrypted")
    .transform((url) => url.replace(/\/+$/, ""))
    .refine(
      hasPlainPath,
      "must have nothing after the path, and only letters, digits, - . _ ~ in each part of it",
    )
    .describe(
      "The URL at which people reach the web pages. It may have a path, such as https://www.example.org/accounts, which a proxy removes or leaves",
    ),
  TRUST_PROXY: z
    .string()
    .default("")
    .transform((text) => text.split(",").map((part) => part.trim()))
    .transform((parts) => parts.filter((part) => part !== ""))
    .refine((parts) => parts.every(isNetwork), "must be addresses or networks, such as 10.0.0.0/8,192.0.2.7")
    .describe("Proxies on other machines whose X-Forwarded-For header is trusted, as addresses or networks"),
  HTTPS_PROXY: proxyUrl
    .optional()
    .describe(
      "The proxy for https:// and WebSockets, if one is needed to reach Slack and other services. HTTP_PROXY is used if this is missing",
    ),
  HTTP_PROXY: proxyUrl.optional().describe("The proxy for http://"),
  NO_PROXY: z
    .string()
    .default("")
    .refine(
      (text) => !text.split(/[,\s]/).some(isRange),
      "can't contain networks: list hosts and domains, such as .example.org,192.0.2.7",
    )
    .describe("Hosts and domains that are reached without the proxy. This machine always is"),
  ACCT_SECRET_KEY: secretKey.describe(
    "32 random bytes from `openssl rand -base64 32`. Links and PINs don't work without this key, and database backups don't contain it",
  ),
  ACCT_SECRET_KEY_OLD: secretKey
    .optional()
    .describe("The previous key, while it is still needed (docs/rotate-secrets.md)"),
  SLACK_BOT_TOKEN: z
    .string()
    .startsWith("xoxb-", "must be the bot token, which starts with xoxb-")
    .optional()
    .describe("The bot token of your Slack app. Required if `chats` has `slack`, except in a rehearsal"),
  SLACK_APP_TOKEN: z
    .string()
    .startsWith("xapp-", "must be the app-level token, which starts with xapp-")
    .optional()
    .describe("The app-level token with `connections:write`. Required if `slack.mode` is `socket`"),
  SLACK_SIGNING_SECRET: z
    .string()
    .min(16, "must be the app's signing secret")
    .optional()
    .describe("The signing secret of the app. Required if `slack.mode` is `http`"),
  SLACK_API_URL: z
    .url("must be a URL")
    .refine(isPrivateUrl, "must be https://, or the tokens would cross the network unencrypted")
    .default("https://slack.com/api/")
    .describe("The base URL of the Slack API. GovSlack uses a different one"),
  MATTERMOST_URL: z
    .url({ protocol: /^https?$/, error: "must be the https:// URL of your Mattermost server" })
    .refine(isPrivateUrl, "must be https://, or the tokens would cross the network unencrypted")
    .transform((url) => url.replace(/\/+$/, ""))
    .optional()
    .describe(
      "The URL of your Mattermost server. Required if `chats` has `mattermost`, except in a rehearsal",
    ),
  MATTERMOST_TOKEN: z
    .string()
    .regex(/^[a-z0-9]{26}$/, "must be the access token of the bot, which has 26 lowercase letters and digits")
    .optional()
    .describe("The access token of the bot. Required if `chats` has `mattermost`, except in a rehearsal"),
  MATTERMOST_COMMAND_TOKEN: z
    .string()
    .regex(
      /^[a-z0-9]{26}$/,
      "must be the token of the slash command, which has 26 lowercase letters and digits",
    )
    .optional()
    .describe(
      "The token of the slash command `/acct`. Required if `chats` has `mattermost`, except in a rehearsal",
    ),
  LDAP_BIND_PASSWORD: z
    .string()
    .min(1)
    .optional()
    .describe("The password of `ldap.bindDn`. Required if `ldap` is configured"),
  DIRECTORY_PASSWORD: z
    .string()
    .min(1)
    .optional()
    .describe("The password of `directory.bindDn`. Required if `directory` is configured"),
  OIDC_CLIENT_SECRET: z
    .string()
    .min(1)
    .optional()
    .describe("The secret of `oidc.clientId`. Required if `oidc` is configured"),
  SLURM_JWT: z
    .string()
    .min(1)
    .optional()
    .describe("The token for slurmrestd, from `scontrol token`. Required if `slurm.rest` is configured"),
  OPENSTACK_PASSWORD: z
    .string()
    .min(1)
    .optional()
    .describe("The password of `openstack.username`. Required if `openstack` is configured"),
  GOOGLE_SERVICE_ACCOUNT_JSON: z
    .string()
    .optional()
    .describe(
      "The key of a Google service account: its JSON, that JSON in base64, or the path of its file. This or `GOOGLE_APPLICATION_CREDENTIALS` is required if `sheets` is configured",
    ),
  GOOGLE_APPLICATION_CREDENTIALS: z
    .string()
    .optional()
    .describe("The path of the file with the key of a Google service account"),
  SHEETS_API_URL: z
    .url("must be a URL")
    .refine(isPrivateUrl, "must be https://, or the requests would cross the network unencrypted")
    .default("https://sheets.googleapis.com/")
    .describe("The base URL of the Google Sheets API, if you reach it through a gateway"),
  RT_TOKEN: z
    .string()
    .regex(/^\d+-\d+-\S+$/, "must be a token that Request Tracker created, such as 1-27-0123456789abcdef")
    .optional()
    .describe("The token of acct's user in Request Tracker. Required if `rt` is configured"),
  ...reviewVariables,
  ...wikiVariables,
  ...gitLabVariables,
  ARVADOS_API_HOST: arvadosUrl
    .optional()
    .describe(
      "The host of the Arvados API, such as zzzzz.arvadosapi.com. It overrides `arvados.url`; one of them is required if `arvados` is configured",
    ),
  ARVADOS_API_TOKEN: z
    .string()
    .regex(/^\S+$/, "must be a token of Arvados, without spaces")
    .optional()
    .describe(
      "The token of an admin of the Arvados cluster, without a limited scope. Required if `arvados` is configured",
    ),
  ACCT_DRY_RUN: z
    .enum(["0", "1"], "must be 1 or left out")
    .default("0")
    .describe("`1`: acct reads from all systems but writes nothing outside its own database"),
  ACCT_REHEARSAL: z
    .enum(["0", "1"], "must be 1 or left out")
    .default("0")
    .describe(
      "`1`: a copy for restore drills or staging that connects to no chat, sends no email, and creates nothing",
    ),
  SMTP_PASSWORD: z
    .string()
    .min(1)
    .optional()
    .describe("The password of `mail.user`. Required if that is set"),
  BOUNCES_PASSWORD: z
    .string()
    .min(1)
    .optional()
    .describe("The password of `mail.bounces.imap.user`. Required if acct reads that mailbox without OAuth"),
  BOUNCES_OAUTH_CLIENT_SECRET: z
    .string()
    .min(1)
    .optional()
    .describe("The secret of the app in `mail.bounces.imap.oauth`"),
  BOUNCES_OAUTH_REFRESH_TOKEN: z
    .string()
    .min(1)
    .optional()
    .describe(
      "The refresh token for the app in `mail.bounces.imap.oauth`, if it acts for a person, as at Gmail. Without one, the app acts for itself",
    ),
  BOUNCES_WEBHOOK_SECRET: z
    .string()
    .min(16, "must have at least 16 characters: openssl rand -hex 16")
    .optional()
    .describe("The bearer token for /bounces. Required if `mail.bounces.webhook` is true"),
  METRICS_TOKEN: z
    .string()
    .min(16, "must have at least 16 characters: openssl rand -hex 16")
    .optional()
    .describe("The bearer token for /metrics. Without one, metrics can be read only from this machine"),
  LOG_LEVEL: z
    .enum(["fatal", "error", "warn", "info", "debug", "trace"])
    .default("info")
    .describe("The lowest level that is logged"),
});
export type Environment = z.output<typeof environmentSchema>;

/** Whether the text is an address or a network in CIDR notation (RFC 4632). */
function isNetwork(text: string): boolean {
  const [address = "", prefix, ...more] = text.split("/");
  const bits = { 0: 0, 4: 32, 6: 128 }[isIP(address)] ?? 0;
  if (bits === 0 || more.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits);
}

/** Whether the path can be repeated in redirects, cookies (RFC 6265 §5.2.4) and pages without changing its meaning. */
function hasPlainPath(url: string): boolean {
  if (!URL.canParse(url)) return true;
  const { origin, username } = new URL(url);
  return (
    username === "" &&
    /^(\/[\w.~-]+)*$/.test(url.replace(/^https?:\/\/[^/]*/i, "")) &&
    origin !== "null" &&
    !/[?#]/.test(url)
  );
}

/** Whether the text is a network in CIDR notation, which the library would take for the name of a host. */
const isRange = (text: string) => text.includes("/");

function isDatabaseUrl(text: string, context: z.RefinementCtx): void {
  const message = explainDatabaseUrl(text);
  if (message !== undefined) context.addIssue({ code: "custom", message });
}

/** Whether the URL of a remote database says if TLS is used. Without that the connection would silently be unencrypted. */
function saysHowToConnect(text: string): boolean {
  const [first] = readDatabaseUrl(text) ?? [];
  if (first === undefined || isDatabaseHere(text)) return true;
  const { searchParams } = new URL(first);
  return searchParams.has("sslmode") || searchParams.has("ssl");
}
