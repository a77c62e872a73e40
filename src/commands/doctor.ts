import { openRuleSources } from "../app/open-rules.ts";
import { AlreadyReportedError } from "../chat/already-reported-error.ts";
import type { Config } from "../config/config.ts";
import { describeRehearsal } from "../config/describe-rehearsal.ts";
import type { SetpassConfig } from "../config/setpass-config.ts";
import { guardLogins } from "../credentials/guard-logins.ts";
import type { LoginGuards } from "../credentials/login-guard.ts";
import { type Db, openDatabase } from "../db/client.ts";
import type { SheetSource } from "../db/names.ts";
import { deleteOldRejectedLogins } from "../db/rejected-logins.ts";
import { takeSheetRead } from "../db/sheet-reads.ts";
import { ldapDirectory } from "../directory/ldap/ldap-directory.ts";
import { describeForOperator } from "../failure/describe-failure.ts";
import { gitLabClient } from "../gitlab/gitlab-client.ts";
import type { LayoutOptions } from "../intake/sheet-layouts.ts";
import { googleSheets } from "../intake/sheets/google-spreadsheet.ts";
import { openLog } from "../log.ts";
import { checkSmtp } from "../mail/smtp.ts";
import { checkProxy, isUsed, useProxy } from "../outbound/proxy.ts";
import { sharedPace } from "../pipeline/outbox/shared-pace.ts";
import { checkLdap } from "../provisioners/ldap/check-ldap.ts";
import { openProvisioners } from "../provisioners/open-provisioners.ts";
import { systemOrder } from "../provisioners/system-order.ts";
import { checkRt } from "../tickets/rt/check-rt.ts";
import { checkWiki } from "../wiki/check-wiki.ts";
import { sourcesOf } from "./adopt.ts";
import { checkAdoption } from "./check-adoption.ts";
import { agreementsCheck } from "./check-agreements.ts";
import { checkArvados } from "./check-arvados.ts";
import { bouncesChecks } from "./check-bounces.ts";
import { campusChecks } from "./check-campus.ts";
import { chatChecks } from "./check-chats.ts";
import { checkAuditLog, checkTables, databaseChecks } from "./check-database-in-use.ts";
import { checkGitLab } from "./check-gitlab.ts";
import { checkHeadings } from "./check-headings.ts";
import { checkHelpdesk } from "./check-helpdesk.ts";
import { checkNumbers } from "./check-numbers.ts";
import { provisionerChecks } from "./check-provisioners.ts";
import { checkPublicUrl } from "./check-public-url.ts";
import { ruleChecks } from "./check-rules.ts";
import { setpassCheck } from "./check-setpass.ts";
import { checkSheet, type SheetCheck } from "./check-sheets.ts";
import type { Check, Checked } from "./doctor-check.ts";
import { checkKeys } from "./keys.ts";

export interface CheckResult {
  readonly what: string;
  readonly ok: boolean;
  /** It works, but should still be changed. */
  readonly isWarning?: boolean;
  /** The finding, or what to do about it. */
  readonly sentence: string;
}

interface DoctorDeps {
  readonly db: Db;
  readonly guards: LoginGuards;
}

/** Checks everything that acct depends on, one after the other, with real calls. */
export async function* examine(config: Config, tryAgain: boolean): AsyncGenerator<CheckResult> {
  yield* examineWith(config, tryAgain, config.rehearsal ? rehearsalChecks : listChecks);
}

/** Does the same for the password service alone. */
export async function* examineSetpass(config: SetpassConfig, tryAgain: boolean): AsyncGenerator<CheckResult> {
  yield* examineWith(config, tryAgain, setpassChecks);
}

function listChecks(config: Config, { db, guards }: DoctorDeps): Check[] {
  return [
    ...databaseChecks(config, db),
    ["audit log", () => checkAuditLog(db)],
    ...proxyCheck(config),
    ...chatChecks(config, { db, pace: sharedPace({ db, log: openLog("silent") }) }),
    ...provisionerChecks(config, guards),
    ["directory", () => checkDirectory(config, guards)],
    ...campusChecks(config, guards),
    ...sheetChecks(config, db),
    ...ticketCheck(config, guards),
    ...wikiCheck(config, guards),
    ...gitLabCheck(config, guards),
    ...arvadosCheck(config, guards),
    ...rulesChecks(config, { db, guards }),
    ...agreementsCheck(config.agreements, [...systemOrder(config).keys()]),
    ["numbers", () => checkFreeNumbers(config, { db, guards })],
    ...adoptionChecks(config, { db, guards }),
    ...(config.setpass ? [setpassCheck(config.setpass)] : []),
    ["mail", () => checkSmtp(config.mail, guards, { to: config.site.helpAddress })],
    ...bouncesChecks(config, guards),
    ...(config.helpdesk || config.setpass?.helpdesk?.autoSubmitted
      ? [["help desk", () => checkHelpdesk(config, guards)] as const]
      : []),
    ["pages", () => checkPublicUrl(config.web, config.secretKey)],
    ...(config.dryRun ? [["dry run", async () => DRY_RUN] as const] : []),
  ];
}

/** The checks for a rehearsal, which only reads: whether everything that it reads is reachable. */
function rehearsalChecks(config: Config, { db, guards }: DoctorDeps): Check[] {
  const { namespace } = openProvisioners(config, guards);
  return [
    ["database", () => checkTables(config.database)],
    ["secret key", () => checkKeys(db, config.secretKey, new Date())],
    ["rehearsal", () => describeRehearsal(db)],
    ...provisionerChecks(config, guards),
    [
      "directory",
      async () => {
        await namespace?.findByUsername("acct-doctor");
        return namespace ? "readable (write access is not tested)" : "none";
      },
    ],
    ...campusChecks(config, guards),
    ...ticketCheck(config, guards),
    ...gitLabCheck(config, guards),
    ...arvadosCheck(config, guards),
  ];
}

const DRY_RUN =
  "ACCT_DRY_RUN is set, so nothing is created; restart acct without it, and all waiting requests continue";

function setpassChecks(config: SetpassConfig, { db, guards }: DoctorDeps): Check[] {
  const { mail, setpass, web } = config;
  return [
    ...databaseChecks(config, db),
    ...proxyCheck(config),
    setpassCheck(setpass),
    [
      "mail",
      async () => (mail ? checkSmtp(mail, guards) : "not configured: requests from /reset reach no one"),
    ],
    ["pages", () => checkPublicUrl(web, config.secretKey)],
  ];
}

/** A login that was recently rejected is paused here, too: running doctor repeatedly must not lock an account. */
async function* examineWith<C extends Config | SetpassConfig>(
  config: C,
  tryAgain: boolean,
  checks: (config: C, deps: DoctorDeps) => readonly Check[],
): AsyncGenerator<CheckResult> {
  const { database, secretKey, warnings } = config;
  useProxy(config.proxy);
  for (const sentence of warnings) yield { what: "configuration", ok: true, isWarning: true, sentence };
  const { db, close } = openDatabase(database, () => undefined);
  const { secret } = secretKey.current;
  try {
    if (tryAgain) await deleteOldRejectedLogins(db);
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
      // The check that found the problem has reported it already.
      if (error instanceof AlreadyReportedError) continue;
      yield { what, ok: false, sentence: describeForOperator(error) };
    }
  }
}

/** Which proxy is in use, because a wrong one makes every check after this one fail. */
function proxyCheck({ proxy }: Config | SetpassConfig): Check[] {
  return isUsed(proxy) ? [["proxy", () => checkProxy(proxy)]] : [];
}

function checkFreeNumbers(config: Config, { db, guards }: DoctorDeps): Promise<Checked | string> {
  return checkNumbers(db, { ranges: config.registry, namespace: openProvisioners(config, guards).namespace });
}

/** Whether acct knows what the systems that can be adopted have. */
function adoptionChecks(config: Config, { db, guards }: DoctorDeps): Check[] {
  const systems = sourcesOf(openProvisioners(config, guards).provisioners).map(({ system }) => system);
  return systems.length > 0 ? [["adoption", () => checkAdoption(db, systems, new Date())]] : [];
}

async function checkDirectory({ ldap, passwords }: Config, guards: LoginGuards): Promise<string | Checked> {
  if (!ldap) return "not configured: acct keeps only its own registry";
  return checkLdap(ldap, { minLength: passwords.minLength, now: new Date(), guards });
}

interface CheckedSheet extends LayoutOptions {
  readonly id: string;
  readonly tabs: SheetCheck["tabs"];
}

/** The spreadsheets in which requests arrive: key, access, tabs, headings, and protected ranges. */
function sheetChecks({ sheets = {}, googleKey, sheetsApiUrl, dryRun, otherGroups }: Config, db: Db): Check[] {
  if (!googleKey) return [];
  const hasGroups = otherGroups.length > 0;
  const open = googleSheets({ apiUrl: sheetsApiUrl, key: googleKey });
  const check = (name: SheetSource, { id, tabs, ...reading }: CheckedSheet): Check => [
    `${name} sheet`,
    () =>
      checkSheet({
        spreadsheet: open(id),
        setting: `sheets.${name}`,
        tabs,
        mayWrite: !dryRun,
        takeRead: () => takeSheetRead(db, id),
        checkHeadings: (tab) => checkHeadings(tab, { source: name, hasGroups, ...reading }),
      }),
  ];
  return [
    ...(sheets.access ? [check("access", sheets.access)] : []),
    ...(sheets.quotas ? [check("quotas", sheets.quotas)] : []),
  ];
}

/** Tries what acct does with tickets, if it may write. */
function ticketCheck({ rt, dryRun }: Config, guards: LoginGuards): Check[] {
  return rt ? [["Request Tracker", () => checkRt(rt, { guards, dryRun })]] : [];
}

/** Whether acct may publish the public log. */
function wikiCheck({ wiki, site }: Config, guards: LoginGuards): Check[] {
  if (!wiki) return [];
  const config = { ...wiki, contact: site.helpAddress };
  return [["wiki", () => checkWiki(config, { guards, create: wiki.create, now: () => new Date() })]];
}

/** Only reads, so it is the same in a dry run. */
function gitLabCheck({ gitlab }: Config, guards: LoginGuards): Check[] {
  return gitlab ? [["GitLab", () => checkGitLab(gitlab, { guards, now: new Date() })]] : [];
}

/** Only reads, so it is the same in a dry run. */
function arvadosCheck({ arvados }: Config, guards: LoginGuards): Check[] {
  return arvados ? [["Arvados", () => checkArvados(arvados, { guards, now: new Date() })]] : [];
}

/** The rules, and the systems that they ask. */
function rulesChecks(config: Config, { db, guards }: DoctorDeps): Check[] {
  const now = () => new Date();
  const sources = openRuleSources(config, {
    ...{ db, guards, now },
    namespace: undefined,
    directory: config.directory && ldapDirectory(config.directory, guards, now),
    gitlab: config.gitlab && gitLabClient(config.gitlab, { guards }),
  });
  return ruleChecks(config.rules, sources);
}
