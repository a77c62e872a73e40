import { AlreadyReportedError, slackChecks } from "../chat/slack/check-slack.ts";
import type { Config } from "../config/config.ts";
import { describeRehearsal } from "../config/describe-rehearsal.ts";
import { isDatabaseHere } from "../config/is-loopback.ts";
import type { SetpassConfig } from "../config/setpass-config.ts";
import { guardLogins } from "../credentials/guard-logins.ts";
import type { LoginGuards } from "../credentials/login-guard.ts";
import { checkClock, checkDatabase } from "../db/check-database.ts";
import { type Db, openDatabase } from "../db/client.ts";
import { deleteOldRefusedLogins } from "../db/refused-logins.ts";
import { describeForOperator } from "../failure/describe-failure.ts";
import { openLog } from "../log.ts";
import { checkSmtp } from "../mail/smtp.ts";
import { sharedPace } from "../pipeline/outbox/shared-pace.ts";
import { checkLdap } from "../provisioners/ldap/check-ldap.ts";
import { openProvisioners } from "../provisioners/open-provisioners.ts";
import { KeystoneError } from "../provisioners/openstack/call-keystone.ts";
import { type KeystoneAuthConfig, keystoneAuth } from "../provisioners/openstack/keystone-auth.ts";
import { checkNumbers } from "./check-numbers.ts";
import { checkPublicUrl } from "./check-public-url.ts";
import { checkKeys } from "./keys.ts";

export interface CheckResult {
  readonly what: string;
  readonly ok: boolean;
  /** It works, and should still be changed. */
  readonly isWarning?: boolean;
  /** What was found, or what to do. */
  readonly sentence: string;
}

export interface Checked {
  readonly sentence: string;
  readonly warnings: readonly string[];
}

type Check = readonly [what: string, check: () => Promise<string | Checked>];

interface DoctorTools {
  readonly db: Db;
  readonly guards: LoginGuards;
}

/** Tries everything that acct depends on, for real, one after the other. */
export async function* examine(config: Config, tryAgain: boolean): AsyncGenerator<CheckResult> {
  yield* examineWith(config, tryAgain, config.rehearsal ? rehearsalChecks : checksOf);
}

/** The same for the password service alone. */
export async function* examineSetpass(config: SetpassConfig, tryAgain: boolean): AsyncGenerator<CheckResult> {
  yield* examineWith(config, tryAgain, setpassChecks);
}

function checksOf(config: Config, { db, guards }: DoctorTools): Check[] {
  const slack = slackChecks(config.slack, sharedPace({ db, log: openLog("silent") }));
  return [
    ...databaseChecks(config, db),
    ["Slack", slack.token],
    ["Slack connection", slack.connection],
    ["admin channel", slack.adminChannel],
    ["admins", slack.admins],
    ...provisionerChecks(config, guards),
    ["directory", () => checkDirectory(config, guards)],
    ["numbers", () => checkNumbersOf(config, { db, guards })],
    ...(config.setpass ? [setpassCheck(config.setpass)] : []),
    ["mail", () => checkSmtp(config.mail, guards)],
    ["pages", () => checkPublicUrl(config.web, config.secretKey)],
    ...(config.dryRun ? [["dry run", async () => DRY_RUN] as const] : []),
  ];
}

/** What can be tried in a rehearsal: whether everything that is only looked at is there. */
function rehearsalChecks(config: Config, { db, guards }: DoctorTools): Check[] {
  const { directory } = openProvisioners(config, guards);
  return [
    ["database", () => checkTables(config.database)],
    ["secret key", () => checkKeys(db, config.secretKey, new Date())],
    ["rehearsal", () => describeRehearsal(db)],
    ...provisionerChecks(config, guards),
    [
      "directory",
      async () => {
        await directory?.findByUsername("acct-doctor");
        return directory ? "can be read; whether it can be written is not tried" : "none";
      },
    ],
  ];
}

const DRY_RUN =
  "ACCT_DRY_RUN is set, so nothing is made; start acct without it, and everything that waits continues";

function setpassChecks(config: SetpassConfig, { db, guards }: DoctorTools): Check[] {
  const { mail, setpass, web } = config;
  return [
    ...databaseChecks(config, db),
    setpassCheck(setpass),
    ["mail", async () => (mail ? checkSmtp(mail, guards) : "none: nobody gets what is asked for at /reset")],
    ["pages", () => checkPublicUrl(web, config.secretKey)],
  ];
}

/** A login that was refused lately is held back here, too: looking again and again must not lock an entry. */
async function* examineWith<C extends Config | SetpassConfig>(
  config: C,
  tryAgain: boolean,
  checks: (config: C, deps: DoctorTools) => readonly Check[],
): AsyncGenerator<CheckResult> {
  const { database, secretKey, warnings } = config;
  for (const sentence of warnings) yield { what: "configuration", ok: true, isWarning: true, sentence };
  const { db, close } = openDatabase(database, () => undefined);
  const { secret } = secretKey.current;
  try {
    if (tryAgain) await deleteOldRefusedLogins(db);
    const guards = guardLogins({ db, secretKey: secret, now: () => new Date(), log: openLog("silent") });
    yield* runChecks(checks(config, { db, guards }));
  } finally {
    await close();
  }
}

async function* runChecks(checks: readonly Check[]): AsyncGenerator<CheckResult> {
  for (const [what, check] of checks) {
    try {
      const found = await check();
      const { sentence, warnings } = typeof found === "string" ? { sentence: found, warnings: [] } : found;
      yield { what, ok: true, sentence };
      for (const warning of warnings) yield { what, ok: true, isWarning: true, sentence: warning };
    } catch (error) {
      // Said once: by the check that found it out.
      if (error instanceof AlreadyReportedError) continue;
      yield { what, ok: false, sentence: describeForOperator(error) };
    }
  }
}

function databaseChecks({ database, secretKey }: Config | SetpassConfig, db: Db): Check[] {
  return [
    ["database", () => checkTables(database)],
    ["clock", () => checkClock(database.url, () => new Date())],
    ["secret key", () => checkKeys(db, secretKey, new Date())],
  ];
}

async function checkTables({ url }: Config["database"]): Promise<Checked> {
  const { sentence, isEncrypted } = await checkDatabase(url);
  if (isEncrypted || isDatabaseHere(url)) return { sentence, warnings: [] };
  return {
    sentence,
    warnings: ["the connection is not encrypted: whoever can listen on the way reads all that is stored"],
  };
}

function checkNumbersOf(config: Config, { db, guards }: DoctorTools): Promise<Checked | string> {
  return checkNumbers(db, { ranges: config.registry, directory: openProvisioners(config, guards).directory });
}

/** Plans for nobody: every system is asked, with our rights there, and nothing is made. */
function provisionerChecks(config: Config, guards: LoginGuards): Check[] {
  const nobody = {
    username: "acctdoctor",
    email: "acctdoctor@invalid.example",
    givenName: "A",
    familyName: "D",
  };
  const nothing = { name: "acctdoctor", description: "", adopted: true };
  const { provisioners } = openProvisioners({ ...config, ldap: undefined }, guards);
  return provisioners.map(({ name, plan }) => [
    name,
    async () => {
      await plan(nobody, nothing);
      return "answers, and takes us";
    },
  ]);
}

async function checkDirectory({ ldap, passwords }: Config, guards: LoginGuards): Promise<string | Checked> {
  if (!ldap) return "none: the registry is all there is";
  return checkLdap(ldap, { minLength: passwords.minLength, now: new Date(), guards });
}

/** A token that nobody has: any word about it shows that Keystone is there and speaks v3. */
function setpassCheck(setpass: KeystoneAuthConfig): Check {
  const { authUrl } = setpass;
  return [
    "Keystone of setpass",
    async () => {
      await keystoneAuth(setpass)
        .isAdminToken("acct-doctor")
        .catch((error: unknown) => {
          if (!(error instanceof KeystoneError) || error.status >= 500) throw error;
        });
      return `${authUrl} answers`;
    },
  ];
}
