import { isIP } from "node:net";
import { z } from "zod";
import { readDatabaseUrl } from "./db/database-url.ts";

/** The variables of the environment besides ACCT_CONFIG; .env.example explains them. */
export const environmentSchema = z.object({
  DATABASE_URL: z
    .string()
    .refine(
      (text) => readDatabaseUrl(text) !== undefined,
      "must be a postgres:// address of a server that can write",
    ),
  PORT: z.coerce.number("must be a number").int().min(0).max(65_535).default(3000),
  HOST: z.string().default("127.0.0.1"),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: "must be the https:// address under which people reach the pages" })
    .refine(isPrivate, "must be https://, or passwords would cross the network in clear")
    .transform((url) => url.replace(/\/+$/, "")),
  TRUST_PROXY: z
    .string()
    .default("")
    .transform((text) => text.split(",").map((part) => part.trim()))
    .transform((parts) => parts.filter((part) => part !== ""))
    .refine(
      (parts) => parts.every(isNetwork),
      "must be addresses or networks, such as 10.0.0.0/8, 192.0.2.7",
    ),
  ACCT_SECRET_KEY: z
    .string()
    .transform((text) => Buffer.from(text, "base64"))
    .refine((key) => key.length >= 32, "must be at least 32 random bytes in base64: openssl rand -base64 32"),
  SLACK_BOT_TOKEN: z.string().startsWith("xoxb-", "must be the bot token, which begins with xoxb-"),
  SLACK_APP_TOKEN: z
    .string()
    .startsWith("xapp-", "must be the app-level token, which begins with xapp-")
    .optional(),
  SLACK_SIGNING_SECRET: z.string().min(16, "must be the app's signing secret").optional(),
  SLACK_API_URL: z.url("must be an address").default("https://slack.com/api/"),
  LDAP_BIND_PASSWORD: z.string().min(1).optional(),
  SLURM_JWT: z.string().min(1).optional(),
  OPENSTACK_PASSWORD: z.string().min(1).optional(),
  ACCT_DRY_RUN: z.enum(["0", "1"], "must be 1, or be left out").default("0"),
  ACCT_REHEARSAL: z.enum(["0", "1"], "must be 1, or be left out").default("0"),
  SMTP_PASSWORD: z.string().min(1).optional(),
  METRICS_TOKEN: z.string().min(16, "must have at least 16 characters: openssl rand -hex 16").optional(),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace"]).default("info"),
});
export type Environment = z.output<typeof environmentSchema>;

/** An address, or a network in CIDR notation (RFC 4632). */
function isNetwork(text: string): boolean {
  const [address = "", prefix, ...more] = text.split("/");
  const bits = { 0: 0, 4: 32, 6: 128 }[isIP(address)] ?? 0;
  if (bits === 0 || more.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits);
}

function isPrivate(url: string): boolean {
  if (!URL.canParse(url)) return true;
  const { protocol, hostname } = new URL(url);
  return protocol === "https:" || hostname === "localhost" || hostname.startsWith("127.");
}
