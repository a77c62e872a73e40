import { existsSync, readFileSync } from "node:fs";
import { extname } from "node:path";
import { parseEnv } from "node:util";
import { parse } from "yaml";
import { z } from "zod";
import { type Settings, setpassSettingsSchema, settingsSchema } from "./settings.ts";

/** The variables of the environment besides ACCT_CONFIG; .env.example explains them. */
export const environmentSchema = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: "must be a postgres:// address" }),
  PORT: z.coerce.number("must be a number").int().min(0).max(65_535).default(3000),
  HOST: z.string().default("127.0.0.1"),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: "must be the https:// address under which people reach the pages" })
    .refine(isPrivate, "must be https://, or passwords would cross the network in clear")
    .transform((url) => url.replace(/\/+$/, "")),
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
  OPENSTACK_PASSWORD: z.string().min(1).optional(),
  ACCT_DRY_RUN: z.enum(["0", "1"], "must be 1, or be left out").default("0"),
  SMTP_PASSWORD: z.string().min(1).optional(),
  METRICS_TOKEN: z.string().min(16, "must have at least 16 characters: openssl rand -hex 16").optional(),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace"]).default("info"),
});
type Environment = z.output<typeof environmentSchema>;

function isPrivate(url: string): boolean {
  if (!URL.canParse(url)) return true;
  const { protocol, hostname } = new URL(url);
  return protocol === "https:" || hostname === "localhost" || hostname.startsWith("127.");
}

/** Everything that is missing or wrong, a sentence each. */
export class ConfigError extends Error {
  override name = "ConfigError";
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(
      `The configuration has ${faults.length === 1 ? "a fault" : `${faults.length} faults`}:\n${faults.map((fault) => `  - ${fault}`).join("\n")}`,
    );
    this.faults = faults;
  }
}

export type Config = ReturnType<typeof assemble>;

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Reads the environment, `.env` (which it does not override) and acct.yml.
 * A variable may be given as `NAME_FILE` instead: the file's content, without its last line break.
 * Throws one `ConfigError` that lists all faults.
 */
export function loadConfig(variables: Variables = process.env): Config {
  const faults: string[] = [];
  const env = readSecretFiles({ ...readDotEnv(), ...variables }, faults);
  const file = env.ACCT_CONFIG ?? "acct.yml";

  const environment = environmentSchema.safeParse(env, { reportInput: true });
  if (!environment.success) faults.push(...environment.error.issues.map((issue) => sentence(issue, "")));

  const raw = readYaml(file, faults);
  const settings = settingsSchema.safeParse(raw, { reportInput: true });
  if (!settings.success && existsSync(file)) {
    faults.push(...settings.error.issues.map((issue) => sentence(issue, `${file}: `)));
  }

  faults.push(...missingSecrets(raw, env));
  const cas = {
    ldap: readCa("ldap.caFile", settings.data?.ldap?.caFile, faults),
    mail: readCa("mail.caFile", settings.data?.mail.caFile, faults),
  };
  const logo = readLogo(settings.data?.pages.logoFile, faults);
  if (faults.length > 0 || !environment.data || !settings.data) throw new ConfigError(faults);
  return assemble(environment.data, settings.data, cas, logo);
}

/** The database alone, for what needs nothing else. Throws one `ConfigError`. */
export function loadDatabaseConfig(variables: Variables = process.env): {
  readonly database: { url: string };
} {
  const faults: string[] = [];
  const env = readSecretFiles({ ...readDotEnv(), ...variables }, faults);
  const found = environmentSchema.pick({ DATABASE_URL: true }).safeParse(env, { reportInput: true });
  if (!found.success) faults.push(...found.error.issues.map((issue) => sentence(issue, "")));
  if (faults.length > 0 || !found.data) throw new ConfigError(faults);
  return { database: { url: found.data.DATABASE_URL } };
}

/** What `acct setpass` runs with, alone. */
export type SetpassConfig = ReturnType<typeof assembleSetpass>;

const SETPASS_PORT = 5001;

/** As `loadConfig`, for the password service alone: no chat, no directory, no accounts of its own. */
export function loadSetpassConfig(variables: Variables = process.env): SetpassConfig {
  const faults: string[] = [];
  const env = readSecretFiles({ ...readDotEnv(), ...variables }, faults);
  const file = env.ACCT_CONFIG ?? "acct.yml";
  const environment = environmentSchema
    .pick({
      DATABASE_URL: true,
      HOST: true,
      PUBLIC_URL: true,
      ACCT_SECRET_KEY: true,
      SMTP_PASSWORD: true,
      METRICS_TOKEN: true,
      LOG_LEVEL: true,
    })
    .extend({ PORT: environmentSchema.shape.PORT.unwrap().default(SETPASS_PORT) })
    .safeParse(env, { reportInput: true });
  if (!environment.success) faults.push(...environment.error.issues.map((issue) => sentence(issue, "")));
  const settings = setpassSettingsSchema.safeParse(readYaml(file, faults), { reportInput: true });
  if (!settings.success && existsSync(file)) {
    faults.push(...settings.error.issues.map((issue) => sentence(issue, `${file}: `)));
  }
  if (settings.data?.setpass.helpdesk && !settings.data.mail) {
    faults.push(`${file}: mail is missing: setpass.helpdesk needs it`);
  }
  const ca = readCa("mail.caFile", settings.data?.mail?.caFile, faults);
  const logo = readLogo(settings.data?.pages.logoFile, faults);
  if (faults.length > 0 || !environment.data || !settings.data) throw new ConfigError(faults);
  return assembleSetpass(environment.data, settings.data, ca, logo);
}

function assembleSetpass(
  env: Pick<
    Environment,
    | "DATABASE_URL"
    | "HOST"
    | "PORT"
    | "PUBLIC_URL"
    | "ACCT_SECRET_KEY"
    | "SMTP_PASSWORD"
    | "METRICS_TOKEN"
    | "LOG_LEVEL"
  >,
  { mail, ...settings }: z.output<typeof setpassSettingsSchema>,
  ca: string | undefined,
  logo: Logo | undefined,
) {
  return {
    ...settings,
    logo,
    database: { url: env.DATABASE_URL },
    web: { host: env.HOST, port: env.PORT, publicUrl: env.PUBLIC_URL },
    secretKey: env.ACCT_SECRET_KEY,
    mail: mail && { ...mail, ca, password: env.SMTP_PASSWORD },
    metricsToken: env.METRICS_TOKEN,
    logLevel: env.LOG_LEVEL,
  };
}

interface Logo {
  /** As the pages name it: "logo.svg". */
  readonly name: string;
  readonly bytes: Buffer;
}

function readLogo(file: string | undefined, faults: string[]): Logo | undefined {
  if (file === undefined) return undefined;
  try {
    return { name: `logo${extname(file)}`, bytes: readFileSync(file) };
  } catch (error) {
    faults.push(`pages.logoFile names a file that cannot be read: ${(error as Error).message}`);
    return undefined;
  }
}

function readCa(setting: string, file: string | undefined, faults: string[]): string | undefined {
  if (file === undefined) return undefined;
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    faults.push(`${setting} names a file that cannot be read: ${(error as Error).message}`);
    return undefined;
  }
}

function readDotEnv(): Variables {
  return existsSync(".env") ? parseEnv(readFileSync(".env", "utf8")) : {};
}

function readSecretFiles(variables: Variables, faults: string[]): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined || value === "") continue;
    const plain = name.replace(/_FILE$/, "");
    if (plain === name || !(plain in environmentSchema.shape)) env[name] ??= value;
    else {
      try {
        env[plain] = readFileSync(value, "utf8").replace(/\r?\n$/, "");
      } catch (error) {
        env[name] = value;
        faults.push(`${name} names a file that cannot be read: ${(error as Error).message}`);
      }
    }
  }
  return env;
}

function readYaml(file: string, faults: string[]): unknown {
  try {
    return parse(readFileSync(file, "utf8")) ?? {};
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    faults.push(
      missing
        ? `${file} does not exist: copy acct.example.yml, or name another file in ACCT_CONFIG`
        : `${file} cannot be read: ${(error as Error).message}`,
    );
    return {};
  }
}

/** What one setting makes necessary in the environment. Works on settings with faults too, so that everything shows at once. */
function missingSecrets(raw: unknown, env: Record<string, string>): string[] {
  const { data: settings } = settingsThatNeedSecrets.safeParse(raw);
  const needs: [name: string, needed: boolean, why: string][] = [
    ["SLACK_APP_TOKEN", settings?.slack.mode === "socket", "slack.mode is socket"],
    ["SLACK_SIGNING_SECRET", settings?.slack.mode === "http", "slack.mode is http"],
    ["LDAP_BIND_PASSWORD", settings?.ldap !== undefined, "ldap is configured"],
    ["OPENSTACK_PASSWORD", settings?.openstack !== undefined, "openstack is configured"],
    ["SMTP_PASSWORD", settings?.mail.user !== undefined, "mail.user is set"],
  ];
  return needs
    .filter(([name, needed]) => needed && env[name] === undefined && env[`${name}_FILE`] === undefined)
    .map(([name, , why]) => `${name} is missing: it is needed because ${why}`);
}

const settingsThatNeedSecrets = z.looseObject({
  slack: z.looseObject({ mode: z.string().default("socket") }).prefault({}),
  ldap: z.unknown().optional(),
  openstack: z.unknown().optional(),
  mail: z.looseObject({ user: z.unknown().optional() }).prefault({}),
});

function sentence(issue: z.core.$ZodIssue, prefix: string): string {
  const place = issue.path.join(".");
  const what = issue.input === undefined && issue.code === "invalid_type" ? "is missing" : issue.message;
  if (issue.code === "unrecognized_keys") {
    return issue.keys
      .map((key) => `${prefix}${[...issue.path, key].join(".")} is not a setting`)
      .join("\n  - ");
  }
  return `${prefix}${place} ${what.startsWith("Invalid") || what.startsWith("Too") ? `is wrong: ${what}` : what}`;
}

interface CaCertificates {
  readonly ldap: string | undefined;
  readonly mail: string | undefined;
}

function assemble(
  env: Environment,
  { slack, ldap, openstack, mail, ...settings }: Settings,
  cas: CaCertificates,
  logo: Logo | undefined,
) {
  return {
    ...settings,
    logo,
    database: { url: env.DATABASE_URL },
    web: { host: env.HOST, port: env.PORT, publicUrl: env.PUBLIC_URL },
    secretKey: env.ACCT_SECRET_KEY,
    slack: {
      ...slack,
      botToken: env.SLACK_BOT_TOKEN,
      appToken: env.SLACK_APP_TOKEN ?? "",
      signingSecret: env.SLACK_SIGNING_SECRET ?? "",
      apiUrl: env.SLACK_API_URL,
    },
    ldap: ldap && { ...ldap, ca: cas.ldap, password: env.LDAP_BIND_PASSWORD ?? "" },
    openstack: openstack && { ...openstack, password: env.OPENSTACK_PASSWORD ?? "" },
    dryRun: env.ACCT_DRY_RUN === "1",
    mail: { ...mail, ca: cas.mail, password: env.SMTP_PASSWORD },
    metricsToken: env.METRICS_TOKEN,
    logLevel: env.LOG_LEVEL,
  };
}
