import { isIP } from "node:net";
import { z } from "zod";
import { readDatabaseUrl } from "../db/database-url.ts";
import { isDatabaseHere, isPrivateUrl } from "./is-loopback.ts";

/** All bytes alike is what a placeholder looks like, and nothing that a random generator gives. */
const secretKey = z
  .string()
  .transform((text) => Buffer.from(text, "base64"))
  .refine(
    (key) => key.length >= 32 && new Set(key).size > 1,
    "must be at least 32 random bytes in base64: openssl rand -base64 32",
  );

/** The variables of the environment besides ACCT_CONFIG; .env.example explains them; docs/configuration.md is made of what is said here. */
export const environmentSchema = z.object({
  DATABASE_URL: z
    .string()
    .refine(
      (text) => readDatabaseUrl(text) !== undefined,
      "must be a postgres:// address of a server that can write",
    )
    .refine(
      saysHowToConnect,
      "leads to another machine in clear: add ?sslmode=verify-full to it, or ?sslmode=disable if nobody can listen on the way",
    )
    .describe("The address of the database, with the user and the password"),
  DATABASE_OWNER_URL: z
    .string()
    .refine(
      (text) => readDatabaseUrl(text) !== undefined,
      "must be a postgres:// address of a server that can write",
    )
    .refine(
      saysHowToConnect,
      "leads to another machine in clear: add ?sslmode=verify-full to it, or ?sslmode=disable if nobody can listen on the way",
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
    .describe("The port of the web server. `acct setpass` takes 5001 when none is given"),
  HOST: z.string().default("127.0.0.1").describe("The address that the web server listens on"),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: "must be the https:// address under which people reach the pages" })
    .refine(isPrivateUrl, "must be https://, or passwords would cross the network in clear")
    .transform((url) => url.replace(/\/+$/, ""))
    .describe("The address under which people reach the pages"),
  TRUST_PROXY: z
    .string()
    .default("")
    .transform((text) => text.split(",").map((part) => part.trim()))
    .transform((parts) => parts.filter((part) => part !== ""))
    .refine((parts) => parts.every(isNetwork), "must be addresses or networks, such as 10.0.0.0/8, 192.0.2.7")
    .describe("Proxies on other machines whose X-Forwarded-For is believed, as addresses or networks"),
  ACCT_SECRET_KEY: secretKey.describe(
    "32 random bytes from `openssl rand -base64 32`. Links and PINs are worth nothing without them, and they are in no backup of the database",
  ),
  ACCT_SECRET_KEY_OLD: secretKey
    .optional()
    .describe("The key before, while it is still needed: docs/rotate-secrets.md"),
  SLACK_BOT_TOKEN: z
    .string()
    .startsWith("xoxb-", "must be the bot token, which begins with xoxb-")
    .optional()
    .describe("The bot token of your Slack app. Needed everywhere but in a rehearsal"),
  SLACK_APP_TOKEN: z
    .string()
    .startsWith("xapp-", "must be the app-level token, which begins with xapp-")
    .optional()
    .describe("The app-level token with `connections:write`, needed if `slack.mode` is `socket`"),
  SLACK_SIGNING_SECRET: z
    .string()
    .min(16, "must be the app's signing secret")
    .optional()
    .describe("The signing secret of the app, needed if `slack.mode` is `http`"),
  SLACK_API_URL: z
    .url("must be an address")
    .refine(isPrivateUrl, "must be https://, or the tokens would cross the network in clear")
    .default("https://slack.com/api/")
    .describe("Where Slack answers. GovSlack has another address"),
  LDAP_BIND_PASSWORD: z
    .string()
    .min(1)
    .optional()
    .describe("The password of `ldap.bindDn`, needed if there is `ldap`"),
  SLURM_JWT: z
    .string()
    .min(1)
    .optional()
    .describe("The token for slurmrestd from `scontrol token`, needed if there is `slurm.rest`"),
  OPENSTACK_PASSWORD: z
    .string()
    .min(1)
    .optional()
    .describe("The password of `openstack.username`, needed if there is `openstack`"),
  ACCT_DRY_RUN: z
    .enum(["0", "1"], "must be 1, or be left out")
    .default("0")
    .describe("`1`: acct looks at everything and writes nothing outside of its own database"),
  ACCT_REHEARSAL: z
    .enum(["0", "1"], "must be 1, or be left out")
    .default("0")
    .describe(
      "`1`: a copy for restore drills or staging, which connects to no chat, sends no mail and makes nothing",
    ),
  SMTP_PASSWORD: z.string().min(1).optional().describe("The password of `mail.user`, needed if that is set"),
  METRICS_TOKEN: z
    .string()
    .min(16, "must have at least 16 characters: openssl rand -hex 16")
    .optional()
    .describe("The bearer token for /metrics. Without one, only this machine may read it"),
  LOG_LEVEL: z
    .enum(["fatal", "error", "warn", "info", "debug", "trace"])
    .default("info")
    .describe("The least important kind of line that is logged"),
});
export type Environment = z.output<typeof environmentSchema>;

/** An address, or a network in CIDR notation (RFC 4632). */
function isNetwork(text: string): boolean {
  const [address = "", prefix, ...more] = text.split("/");
  const bits = { 0: 0, 4: 32, 6: 128 }[isIP(address)] ?? 0;
  if (bits === 0 || more.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits);
}

/** A database on another machine is spoken to in clear unless its address asks for TLS; whoever wants that has to say so. */
function saysHowToConnect(text: string): boolean {
  const [first] = readDatabaseUrl(text) ?? [];
  if (first === undefined || isDatabaseHere(text)) return true;
  const { searchParams } = new URL(first);
  return searchParams.has("sslmode") || searchParams.has("ssl");
}
