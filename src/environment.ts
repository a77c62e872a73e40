import { z } from "zod";
import { readDatabaseUrl } from "./db/database-url.ts";
import { isDatabaseHere, isPrivateUrl } from "./is-loopback.ts";

/** All bytes alike is what a placeholder looks like, and nothing that a random generator gives. */
const secretKey = z
  .string()
  .transform((text) => Buffer.from(text, "base64"))
  .refine(
    (key) => key.length >= 32 && new Set(key).size > 1,
    "must be at least 32 random bytes in base64: openssl rand -base64 32",
  );

/** The variables of the environment besides ACCT_CONFIG; .env.example explains them. */
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
    ),
  PORT: z.coerce.number("must be a number").int().min(0).max(65_535).default(3000),
  HOST: z.string().default("127.0.0.1"),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: "must be the https:// address under which people reach the pages" })
    .refine(isPrivateUrl, "must be https://, or passwords would cross the network in clear")
    .transform((url) => url.replace(/\/+$/, "")),
  ACCT_SECRET_KEY: secretKey,
  ACCT_SECRET_KEY_OLD: secretKey.optional(),
  SLACK_BOT_TOKEN: z.string().startsWith("xoxb-", "must be the bot token, which begins with xoxb-"),
  SLACK_APP_TOKEN: z
    .string()
    .startsWith("xapp-", "must be the app-level token, which begins with xapp-")
    .optional(),
  SLACK_SIGNING_SECRET: z.string().min(16, "must be the app's signing secret").optional(),
  SLACK_API_URL: z
    .url("must be an address")
    .refine(isPrivateUrl, "must be https://, or the tokens would cross the network in clear")
    .default("https://slack.com/api/"),
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

/** A database on another machine is spoken to in clear unless its address asks for TLS; whoever wants that has to say so. */
function saysHowToConnect(text: string): boolean {
  const [first] = readDatabaseUrl(text) ?? [];
  if (first === undefined || isDatabaseHere(text)) return true;
  const { searchParams } = new URL(first);
  return searchParams.has("sslmode") || searchParams.has("ssl");
}
