import { slackChecks } from "../chat/slack/check-slack.ts";
import type { Config } from "../config.ts";
import { checkClock, checkDatabase } from "../db/check-database.ts";
import { openDatabase } from "../db/client.ts";
import { forgetRefusedLogins } from "../db/refused-logins.ts";
import { guardLogins } from "../guard-logins.ts";
import { openLog } from "../log.ts";
import type { LoginGuards } from "../login-guard.ts";
import { checkSmtp } from "../mail/smtp.ts";
import { checkLdap } from "../provisioners/ldap/check-ldap.ts";
import { openProvisioners } from "../provisioners/open-provisioners.ts";
import { KeystoneError } from "../provisioners/openstack/call-keystone.ts";
import { type KeystoneGateConfig, keystoneGate } from "../provisioners/openstack/keystone-gate.ts";
import { describeRehearsal } from "../rehearsal.ts";
import { sayToOperator } from "../say-failure.ts";
import type { SetpassConfig } from "../setpass-config.ts";
import type { WebConfig } from "../web/server.ts";

export interface Finding {
  readonly what: string;
  readonly ok: boolean;
  /** What was found, or what to do. */
  readonly sentence: string;
}

/** Tries everything that acct depends on, for real, one after the other. */
export async function* examine(config: Config, tryAgain: boolean): AsyncGenerator<Finding> {
  yield* withGuards(config, tryAgain, (guards) =>
    config.rehearsal ? rehearsalChecks(config, guards) : checksOf(config, guards),
  );
}

function checksOf(config: Config, guards: LoginGuards): Check[] {
  const slack = slackChecks(config.slack);
  const { ldap } = config;
  return [
    ["database", () => checkDatabase(config.database.url)],
    ["clock", () => checkClock(config.database.url, () => new Date())],
    ["Slack", slack.token],
    ["Slack connection", slack.connection],
    ["admin channel", slack.adminChannel],
    ["admins", slack.admins],
    ...provisionerChecks(config, guards),
    ["directory", async () => (ldap ? checkLdap(ldap, guards) : "none: the registry is all there is")],
    ...(config.setpass ? [setpassCheck(config.setpass)] : []),
    ["mail", () => checkSmtp(config.mail, guards)],
    ["pages", () => checkPublicUrl(config.web)],
    ...(config.dryRun ? [["dry run", async () => DRY_RUN] as const] : []),
  ];
}

/** What can be tried in a rehearsal: whether everything that is only looked at is there. */
function rehearsalChecks(config: Config, guards: LoginGuards): Check[] {
  const { directory } = openProvisioners(config, guards);
  return [
    ["database", () => checkDatabase(config.database.url)],
    ["rehearsal", () => describeFor(config.database)],
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

async function describeFor(config: Config["database"]): Promise<string> {
  const { db, close } = openDatabase(config, () => undefined);
  return describeRehearsal(db).finally(close);
}

const DRY_RUN =
  "ACCT_DRY_RUN is set, so nothing is made; start acct without it, and everything that waits continues";

/** The same for the password service alone. */
export async function* examineSetpass(config: SetpassConfig, tryAgain: boolean): AsyncGenerator<Finding> {
  const { mail, setpass, web } = config;
  yield* withGuards(config, tryAgain, (guards) => [
    ["database", () => checkDatabase(config.database.url)],
    ["clock", () => checkClock(config.database.url, () => new Date())],
    setpassCheck(setpass),
    ["mail", async () => (mail ? checkSmtp(mail, guards) : "none: nobody gets what is asked for at /reset")],
    ["pages", () => checkPublicUrl(web)],
  ]);
}

type Check = readonly [what: string, check: () => Promise<string>];

/** A login that was refused lately is held back here, too: looking again and again must not lock an entry. */
async function* withGuards(
  { database, secretKey }: Pick<Config, "database" | "secretKey">,
  tryAgain: boolean,
  checks: (guards: LoginGuards) => readonly Check[],
): AsyncGenerator<Finding> {
  const { db, close } = openDatabase(database, () => undefined);
  try {
    if (tryAgain) await forgetRefusedLogins(db);
    yield* runChecks(checks(guardLogins({ db, secretKey, now: () => new Date(), log: openLog("silent") })));
  } finally {
    await close();
  }
}

async function* runChecks(checks: readonly Check[]): AsyncGenerator<Finding> {
  for (const [what, check] of checks) {
    try {
      yield { what, ok: true, sentence: await check() };
    } catch (error) {
      yield { what, ok: false, sentence: sayToOperator(error) };
    }
  }
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

async function checkPublicUrl({ publicUrl, port }: WebConfig): Promise<string> {
  const answer = await fetch(`${publicUrl}/healthz`, { signal: AbortSignal.timeout(10_000) }).catch(
    (error: Error) => {
      throw new Error(
        `PUBLIC_URL ${publicUrl} does not answer (${sayToOperator(error.cause ?? error)}): is acct running, and the proxy?`,
      );
    },
  );
  if (!answer.ok)
    throw new Error(`PUBLIC_URL ${publicUrl} answers ${answer.status}: does the proxy lead to acct?`);
  // Where people reach acct itself, with no proxy before it, we are on its own machine, which may read the metrics.
  if (new URL(publicUrl).port !== String(port)) await checkMetricsAreClosed(publicUrl);
  return `${publicUrl} answers`;
}

async function checkMetricsAreClosed(publicUrl: string): Promise<void> {
  const answer = await fetch(`${publicUrl}/metrics`, { signal: AbortSignal.timeout(10_000) });
  await answer.body?.cancel();
  if (answer.status !== 200) return;
  throw new Error(
    `anybody can read ${publicUrl}/metrics: set METRICS_TOKEN, or keep the proxy from leading there`,
  );
}
