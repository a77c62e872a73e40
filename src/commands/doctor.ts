import { SaidBeforeError, slackChecks } from "../chat/slack/check-slack.ts";
import type { Config } from "../config.ts";
import { checkDatabase } from "../db/check-database.ts";
import { type Db, openDatabase } from "../db/client.ts";
import { explainDatabaseError, isDatabaseError } from "../db/explain-database-error.ts";
import { isLoopback } from "../is-loopback.ts";
import { checkSmtp } from "../mail/smtp.ts";
import { checkLdap } from "../provisioners/ldap/check-ldap.ts";
import { openProvisioners } from "../provisioners/open-provisioners.ts";
import { KeystoneError } from "../provisioners/openstack/call-keystone.ts";
import { type KeystoneGateConfig, keystoneGate } from "../provisioners/openstack/keystone-gate.ts";
import type { SetpassConfig } from "../setpass-config.ts";
import { checkNumbers } from "./check-numbers.ts";
import { checkPublicUrl } from "./check-public-url.ts";
import { checkKeys } from "./keys.ts";

export interface Finding {
  readonly what: string;
  readonly ok: boolean;
  /** It works, and should still be changed. */
  readonly isWarning?: boolean;
  /** What was found, or what to do. */
  readonly sentence: string;
}

/** Tries everything that acct depends on, for real, one after the other. */
export async function* examine(config: Config): AsyncGenerator<Finding> {
  const slack = slackChecks(config.slack);
  yield* warningsOf(config);
  yield* runChecks([
    ["database", () => checkTables(config.database)],
    ["secret key", () => withDb(config.database, (db) => checkKeys(db, config.secretKey, new Date()))],
    ["Slack", slack.token],
    ["Slack connection", slack.connection],
    ["admin channel", slack.adminChannel],
    ["admins", slack.admins],
    ...provisionerChecks(config),
    ["directory", () => checkDirectory(config)],
    ["numbers", () => withDb(config.database, (db) => checkNumbersOf(db, config))],
    ...(config.setpass ? [setpassCheck(config.setpass)] : []),
    ["mail", () => checkSmtp(config.mail)],
    ["pages", () => checkPublicUrl(config.web.publicUrl, config.secretKey)],
  ]);
}

/** The same for the password service alone. */
export async function* examineSetpass(config: SetpassConfig): AsyncGenerator<Finding> {
  const { mail, setpass, web } = config;
  yield* warningsOf(config);
  yield* runChecks([
    ["database", () => checkTables(config.database)],
    ["secret key", () => withDb(config.database, (db) => checkKeys(db, config.secretKey, new Date()))],
    setpassCheck(setpass),
    ["mail", async () => (mail ? checkSmtp(mail) : "none: nobody gets what is asked for at /reset")],
    ["pages", () => checkPublicUrl(web.publicUrl, config.secretKey)],
  ]);
}

/** With the database; what it says against us is said in words. */
async function withDb<T>(database: Config["database"], work: (db: Db) => Promise<T>): Promise<T> {
  const { db, close } = openDatabase(database, () => undefined);
  try {
    return await work(db);
  } catch (error) {
    if (!isDatabaseError(error)) throw error;
    throw new Error(explainDatabaseError(error, database.url), { cause: error });
  } finally {
    await close();
  }
}

async function checkTables({ url }: Config["database"]): Promise<Checked> {
  const { sentence, isEncrypted } = await checkDatabase(url);
  const { hostname } = new URL(url);
  if (isEncrypted || hostname === "" || isLoopback(hostname)) return { sentence, warnings: [] };
  return {
    sentence,
    warnings: ["the connection is not encrypted: whoever can listen on the way reads all that is stored"],
  };
}

function checkNumbersOf(db: Db, config: Config): Promise<Checked | string> {
  return checkNumbers(db, { ranges: config.registry, directory: openProvisioners(config).directory });
}

function* warningsOf({ warnings }: Pick<Config, "warnings">): Generator<Finding> {
  for (const sentence of warnings) yield { what: "configuration", ok: true, isWarning: true, sentence };
}

type Check = readonly [what: string, check: () => Promise<string | Checked>];

export interface Checked {
  readonly sentence: string;
  readonly warnings: readonly string[];
}

async function* runChecks(checks: readonly Check[]): AsyncGenerator<Finding> {
  for (const [what, check] of checks) {
    try {
      const found = await check();
      const { sentence, warnings } = typeof found === "string" ? { sentence: found, warnings: [] } : found;
      yield { what, ok: true, sentence };
      for (const warning of warnings) yield { what, ok: true, isWarning: true, sentence: warning };
    } catch (error) {
      // Said once: by the check that found it out.
      if (error instanceof SaidBeforeError) continue;
      yield { what, ok: false, sentence: wordsOf(error) };
    }
  }
}

/** Plans for nobody: every system is asked, with our rights there, and nothing is made. */
function provisionerChecks(config: Config): Check[] {
  const nobody = {
    username: "acctdoctor",
    email: "acctdoctor@invalid.example",
    givenName: "A",
    familyName: "D",
  };
  const nothing = { name: "acctdoctor", description: "", adopted: true };
  const { provisioners } = openProvisioners({ ...config, ldap: undefined });
  return provisioners.map(({ name, plan }) => [
    name,
    async () => {
      await plan(nobody, nothing);
      return "answers, and takes us";
    },
  ]);
}

async function checkDirectory({ ldap, passwords }: Config): Promise<string | Checked> {
  if (!ldap) return "none: the registry is all there is";
  return checkLdap(ldap, { minLength: passwords.minLength, now: new Date() });
}

/** A token that nobody has: any word about it shows that Keystone is there and speaks v3. */
function setpassCheck(setpass: KeystoneGateConfig): Check {
  const { authUrl } = setpass;
  return [
    "Keystone of setpass",
    async () => {
      await keystoneGate(setpass)
        .isAdminToken("acct-doctor")
        .catch((error: unknown) => {
          if (!(error instanceof KeystoneError) || error.status >= 500) throw error;
        });
      return `${authUrl} answers`;
    },
  ];
}

function wordsOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(wordsOf).join("; ");
  return error instanceof Error ? error.message : String(error);
}
