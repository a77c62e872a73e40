import { slackChecks } from "../chat/slack/check-slack.ts";
import type { Config } from "../config.ts";
import { checkDatabase } from "../db/check-database.ts";
import { checkSmtp } from "../mail/smtp.ts";
import { checkLdap } from "../provisioners/ldap/check-ldap.ts";
import { openProvisioners } from "../provisioners/open-provisioners.ts";
import { KeystoneError } from "../provisioners/openstack/call-keystone.ts";
import { type KeystoneGateConfig, keystoneGate } from "../provisioners/openstack/keystone-gate.ts";
import type { SetpassConfig } from "../setpass-config.ts";

export interface Finding {
  readonly what: string;
  readonly ok: boolean;
  /** What was found, or what to do. */
  readonly sentence: string;
}

/** Tries everything that acct depends on, for real, one after the other. */
export async function* examine(config: Config): AsyncGenerator<Finding> {
  const slack = slackChecks(config.slack);
  const { ldap } = config;
  yield* runChecks([
    ["database", () => checkDatabase(config.database.url)],
    ["Slack", slack.token],
    ["Slack connection", slack.connection],
    ["admin channel", slack.adminChannel],
    ["admins", slack.admins],
    ...provisionerChecks(config),
    ["directory", async () => (ldap ? checkLdap(ldap) : "none: the registry is all there is")],
    ...(config.setpass ? [setpassCheck(config.setpass)] : []),
    ["mail", () => checkSmtp(config.mail)],
    ["pages", () => checkPublicUrl(config.web.publicUrl)],
    ...(config.dryRun ? [["dry run", async () => DRY_RUN] as const] : []),
  ]);
}

const DRY_RUN =
  "ACCT_DRY_RUN is set, so nothing is made; start acct without it, and everything that waits continues";

/** The same for the password service alone. */
export async function* examineSetpass(config: SetpassConfig): AsyncGenerator<Finding> {
  const { mail, setpass, web } = config;
  yield* runChecks([
    ["database", () => checkDatabase(config.database.url)],
    setpassCheck(setpass),
    ["mail", async () => (mail ? checkSmtp(mail) : "none: nobody gets what is asked for at /reset")],
    ["pages", () => checkPublicUrl(web.publicUrl)],
  ]);
}

type Check = readonly [what: string, check: () => Promise<string>];

async function* runChecks(checks: readonly Check[]): AsyncGenerator<Finding> {
  for (const [what, check] of checks) {
    try {
      yield { what, ok: true, sentence: await check() };
    } catch (error) {
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

async function checkPublicUrl(publicUrl: string): Promise<string> {
  const answer = await fetch(`${publicUrl}/healthz`, { signal: AbortSignal.timeout(10_000) }).catch(
    (error: Error) => {
      throw new Error(
        `PUBLIC_URL ${publicUrl} does not answer (${wordsOf(error.cause ?? error)}): is acct running, and the proxy?`,
      );
    },
  );
  if (!answer.ok)
    throw new Error(`PUBLIC_URL ${publicUrl} answers ${answer.status}: does the proxy lead to acct?`);
  return `${publicUrl} answers`;
}

function wordsOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(wordsOf).join("; ");
  return error instanceof Error ? error.message : String(error);
}
