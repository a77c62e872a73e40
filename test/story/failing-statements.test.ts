import { randomBytes } from "node:crypto";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { LDAP } from "../../dev/local-stack/ldap-names.ts";
import {
  approveAsAdmin,
  approveAsPi,
  ask,
  fill,
  press,
  pressAndFill,
  readText,
} from "../../dev/local-stack/people.ts";
import { startSheets } from "../../dev/local-stack/sheets/start-sheets.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { HEADINGS, someone } from "../pipeline/sheets/sheet-desk.ts";
import { askOnPage } from "../web/ask-on-page.ts";
import { importRows } from "./import-rows.ts";
import { astro, newSite } from "./new-site.ts";
import { untilEmail } from "./until.ts";
import { answerToCommand } from "./until-more.ts";

// Two new cards within a minute would become a digest, which has its own table, so a separate site tests digests.
const aTwin = (uid: string, uidNumber: number) => `dn: uid=${uid},${LDAP.peopleDn}
objectClass: inetOrgPerson
objectClass: posixAccount
uid: ${uid}
cn: ${uid}
sn: ${uid}
mail: shared@example.org
uidNumber: ${uidNumber}
gidNumber: 100
homeDirectory: /old/${uid}
`;
// Two accounts with one address are a conflict of acct adopt, and no one leads the second project.
const before = [
  astro,
  astro.replaceAll("astro", "geo").replace("5001", "5002"),
  aTwin("one", 3001),
  aTwin("two", 3002),
];
// No one listens there, which is recorded each second.
const imap = { host: "127.0.0.1", port: 1, every: "1s" };
const site = await newSite({
  entries: before.join("\n"),
  settings: {
    digest: { above: 1000 },
    helpdesk: { address: "tickets@helpdesk.example" },
    mail: { bounces: { address: "bounces@example.org", webhook: true, imap } },
  },
  variables: { BOUNCES_PASSWORD: "29064175-mailbox", BOUNCES_WEBHOOK_SECRET: "29064175-webhook" },
});
const { sandbox, database, mailCatcher } = site;
const bursting = await newSite({ withLdap: false, settings: { digest: { above: 1 } } });
afterAll(() =>
  Promise.all([site.stop(), bursting.stop(), withSheet.stop(), sheets.stop(), inMattermost.stop()]),
);
await site.start();
const everythingLogged: string[] = [];
/**
 * The tables that are tried on a site of their own, the one that nothing writes to while acct runs, and those that hold only numbers and
 * times of agreements. tickets.test.ts, public-log.test.ts, and agreements.test.ts try those of tickets, the public log, and signatures.
 */
const APART = [
  ...["digests", "installation", "intake_rows", "intake_sheets", "sheet_snapshots"],
  ...["ticket_queues", "tickets", "public_log", "rule_uses", "approvals_ahead"],
  ...["agreement_asks", "agreement_locks", "agreement_signatures", "group_memberships"],
  ...["begun_posts", "chat_conversations", "chat_homes", "chat_posts"],
];
const sheets = await startSheets();
const account = sheets.account("acct");
const sheet = sheets.create({
  tabs: { "Form Responses 1": { headings: HEADINGS, isForm: true }, "Current Users": { headings: HEADINGS } },
  shareWith: [account],
});
const withSheet = await newSite({
  withLdap: false,
  settings: { sheets: { access: { id: sheet.id, trusted: true } } },
  variables: { GOOGLE_SERVICE_ACCOUNT_JSON: JSON.stringify(account.key()), SHEETS_API_URL: sheets.url },
});
const inMattermost = await newSite({ withLdap: false, mattermost: { withSlack: false } });

/** From now on, the database rejects each row that is written to this table, with an error that quotes the whole row. */
async function refuse(table: string, { query } = database) {
  await query(`create sequence if not exists canary_${table}`);
  await query(`
    create or replace function canary() returns trigger language plpgsql as $$
    begin
      perform nextval('canary_' || tg_table_name);
      raise exception 'canary: %', to_jsonb(new);
    end $$`);
  await query(
    `create trigger canary before insert or update on ${table} for each row execute function canary()`,
  );
  return async () => {
    const isHit = `select is_called from canary_${table}`;
    await expect.poll(() => query(isHit)).toEqual([{ is_called: true }]);
    await query(`drop trigger canary on ${table}`);
  };
}

function askForLink(name: string) {
  const email = `${name.toLowerCase()}@example.org`;
  const body = new URLSearchParams({ name, email, confirm_email: email, pin: "29064175" });
  return fetch(`${site.processes[0]?.url}/reset`, { method: "POST", body });
}

/** Runs a command with secrets other than the site's. It must fail. */
async function runWith(secrets: Record<string, string>, ...args: string[]) {
  const { ACCT_SECRET_KEY_OLD: _, ...before } = { ...site.env };
  Object.assign(site.env, secrets);
  const { code, stdout, stderr } = await site.run(...args);
  delete site.env.ACCT_SECRET_KEY_OLD;
  Object.assign(site.env, before);
  everythingLogged.push(stdout, stderr);
  expect(code).toBe(1);
}

/** Prepares a command that must fail. */
const runAs =
  (...args: string[]) =>
  async () => {
    const { code, stdout, stderr } = await site.run(...args);
    everythingLogged.push(stdout, stderr);
    expect(code).not.toBe(0);
  };

/** Returns an email as undelivered, as a mail server does. */
async function returnEmail(to: string): Promise<void> {
  const { returnTo = "" } = mailCatcher.mails.find((mail) => mail.to.includes(to)) ?? {};
  const body = `From: MAILER-DAEMON@mx.example.org\nTo: ${returnTo}\nSubject: failure notice\n\n550 5.1.1 29064175 unknown`;
  const headers = { "content-type": "message/rfc822", authorization: "Bearer 29064175-webhook" };
  await fetch(`${site.processes[0]?.url}/bounces`, { method: "POST", body, headers });
}

let people = 0;
/** A person whose request is waiting for the PI. The PI's approval creates everything. */
async function waitsForPi(project: string) {
  const name = `Canary${++people}`;
  await importRows(site, [
    {
      email: `${name.toLowerCase()}@example.org`,
      givenName: name,
      pin: "29064175",
      existingProject: project,
    },
  ]);
  await approveAsAdmin(site, `${name} Ypsilon`);
  await sandbox.until(
    () => sandbox.messages("U0HOPPER").find(({ text }) => text.includes(`${name} Ypsilon`)),
    `the PI's card of ${name}`,
  );
  return name;
}

/** For each table, an action that writes a row to it. The outer function prepares the action before rows are rejected. */
const WRITES: Readonly<Record<string, () => Promise<() => Promise<unknown>>>> = {
  requests: async () => () => ask(site, "U0AMY"),
  events: async () => () => ask(site, "U0AMY"),
  audit_seals: async () => () =>
    importRows(site, [{ email: "seal@example.org", givenName: "Seal", pin: "29064175" }]),
  audit_head: async () => () =>
    importRows(site, [{ email: "head@example.org", givenName: "Head", pin: "29064175" }]),
  request_origins: async () => () =>
    importRows(site, [{ email: "origin@example.org", givenName: "Origin", pin: "29064175" }]),
  notifications: async () => () => ask(site, "U0BEN"),
  views: async () => () => ask(site, "U0ZOE"),
  chat_pace: async () => () =>
    importRows(site, [{ email: "pace@example.org", givenName: "Pace", pin: "29064175" }]),
  quarantined_addresses: async () => {
    await ask(site, "U0LAYLA", { username: "layla" });
    return () => press(site, "U0ADA", "spam", "ليلى");
  },
  delegations: async () => {
    const name = await waitsForPi("astro");
    const wish = ["delegate", `${name} Ypsilon`, "D0HOPPER"] as [string, string, string];
    return () => pressAndFill(site, "U0HOPPER", wish, { person: "U0NOETHER" });
  },
  ...Object.fromEntries(
    [
      "interactions",
      "approvals",
      "counters",
      "people",
      "identities",
      "projects",
      "accounts",
      "memberships",
      "password_links",
    ].map((table) => [
      table,
      async () => {
        const name = await waitsForPi("astro");
        return () => approveAsPi(site, `${name} Ypsilon`);
      },
    ]),
  ),
  invitations: async () => {
    const name = await waitsForPi("astro");
    await approveAsPi(site, `${name} Ypsilon`);
    await untilEmail(site, `${name.toLowerCase()}@example.org`, "welcome");
    const roster = await answerToCommand(site, "U0ADA", "C0GENERAL", "/acct project astro");
    return async () => {
      await sandbox.press({ user: "U0ADA", channel: "C0GENERAL", ts: roster.ts, actionId: "invite-member" });
      await fill(site, "U0ADA", { mail: "canary-invited@example.org" });
    };
  },
  form_links: async () => () => askOnPage(site, { email: "canary@example.org", path: "/status" }),
  password_resets: async () => {
    const name = await waitsForPi("astro");
    await approveAsPi(site, `${name} Ypsilon`);
    const email = `${name.toLowerCase()}@example.org`;
    await untilEmail(site, email, "welcome");
    return () => askForLink(name);
  },
  failures: async () => () => askForLink("Nobody"),
  rejected_logins: async () => () => runWith({ LDAP_BIND_PASSWORD: "29064175-wrong" }, "doctor"),
  secret_keys: async () => () => {
    const rows = join(dirname(site.env.ACCT_CONFIG ?? ""), "rows.csv");
    const old = site.env.ACCT_SECRET_KEY ?? "";
    const current = randomBytes(32).toString("base64");
    return runWith({ ACCT_SECRET_KEY: current, ACCT_SECRET_KEY_OLD: old }, "import", rows);
  },
  external_ids: async () => runAs("adopt"),
  source_counts: async () => runAs("adopt"),
  adoption_conflicts: async () => runAs("adopt"),
  pi_claims: async () => runAs("project", "ask-pi", "geo", "hopper@example.org"),
  bounce_cursors: async () => async () => undefined,
  bounces: async () => {
    const email = "canary-bounce@example.org";
    await importRows(site, [{ email, givenName: "Bounce", pin: "29064175" }]);
    await untilEmail(site, email, "received");
    return () => returnEmail(email);
  },
  merges: async () => runAs("person", "merge", "1", "2", "--yes"),
  link_claims: async () => runAs("person", "link", "hopper@example.org", "U0NOETHER"),
  helpdesk_tickets: async () => {
    const name = await waitsForPi("astro");
    await approveAsPi(site, `${name} Ypsilon`);
    await untilEmail(site, `${name.toLowerCase()}@example.org`, "welcome");
    const [ticket] = await database.query<{ id: number }>(
      "select request_id as id from notifications where template = 'ticket-opened' limit 1",
    );
    return runAs("requests", "set-ticket", String(ticket?.id), "[help.example.org #1]");
  },
  troubles: async () => async () => {
    mailCatcher.refusal = { at: "MAIL FROM", reply: "550 5.7.60 not your address" };
    await importRows(site, [{ email: "trouble@example.org", givenName: "Trouble", pin: "29064175" }]);
    await expect
      .poll(() => database.query("select is_called from canary_troubles"))
      .toEqual([{ is_called: true }]);
    mailCatcher.refusal = undefined;
  },
  cron_slots: async () => {
    await database.query("delete from cron_slots");
    return () => site.start();
  },
};

const tablesOf = ({ query } = database) =>
  query<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = 'public' order by 1",
  );

describe("A statement that the database rejects", () => {
  it("is tested here on every table", async () => {
    const tables = (await tablesOf()).map(({ name }) => name);
    // The migration writes the only row of `installation`.
    expect([...Object.keys(WRITES), ...APART].toSorted()).toEqual(tables);
  });

  it.each(Object.keys(WRITES))("can happen on %s while people use acct", async (table) => {
    const action = await WRITES[table]?.();
    const accept = await refuse(table);
    await action?.();
    await accept();
    sandbox.workspace.modals.clear();
    everythingLogged.push(...site.processes.map(({ log }) => log()));
  });

  it("can happen on digests during a burst of requests", async () => {
    const accept = await refuse("digests", bursting.database);
    const acct = await bursting.start();
    await importRows(
      bursting,
      [1, 2, 3].map((n) => ({ email: `burst${n}@example.org`, givenName: `Burst${n}`, pin: "29064175" })),
    );
    await accept();
    everythingLogged.push(acct.log());
  });

  it("can happen on the tables of sheets when acct reads the first rows", async () => {
    sheet.submit(
      "Form Responses 1",
      someone({ "First name": "Sheeta", PIN: "29064175", "Email Address": "sheet@example.org" }),
      new Date().toISOString().slice(0, 19),
    );
    const acceptBackup = await refuse("sheet_snapshots", withSheet.database);
    const { code, stdout, stderr } = await withSheet.run("sheet", "backup");
    expect(code).toBe(1);
    await acceptBackup();
    // The command has taken the read of this minute.
    await withSheet.database.query("delete from chat_pace");
    const accepts = [
      await refuse("intake_sheets", withSheet.database),
      await refuse("intake_rows", withSheet.database),
    ];
    const acct = await withSheet.start();
    for (const accept of accepts) await accept();
    everythingLogged.push(stdout, stderr, acct.log());
  });

  it("can happen on what acct remembers of Mattermost", async () => {
    const { mattermost, database: own } = inMattermost;
    const acct = await inMattermost.start();
    const beforePost = await refuse("begun_posts", own);
    await importRows(inMattermost, [{ email: "matter@example.org", givenName: "Matter", pin: "29064175" }]);
    await beforePost();
    const afterPost = await refuse("chat_posts", own);
    await importRows(inMattermost, [{ email: "most@example.org", givenName: "Most", pin: "29064175" }]);
    await afterPost();
    const home = await refuse("chat_homes", own);
    await mattermost?.as("ada").command("/acct home");
    await home();
    const typed = await refuse("chat_conversations", own);
    mattermost?.as("amy").say("Hello");
    await typed();
    await expect.poll(() => own.query("select 1 from chat_posts")).not.toEqual([]);
    everythingLogged.push(acct.log());
  });

  it("is quoted nowhere: not on a card, in the history, in an email, in a message, or in the log", async () => {
    const kept: unknown[] = [];
    for (const { query } of [database, bursting.database, withSheet.database, inMattermost.database]) {
      kept.push(await query("select note, detail from events"));
      for (const table of ["requests", "views", "notifications", "digests", "intake_sheets"]) {
        kept.push(await query(`select problem from ${table} where problem is not null`));
      }
    }
    const shown = [ADMIN_CHANNEL, "C0GENERAL", ...sandbox.workspace.people.keys()].flatMap((place) =>
      [...sandbox.messages(place), ...bursting.sandbox.messages(place)].map(readText),
    );
    const mails = mailCatcher.mails.map(({ subject, text }) => `${subject}\n${text}`);
    const everything = { kept: JSON.stringify(kept), shown: shown.join("\n"), mails: mails.join("\n") };
    for (const [where, text] of Object.entries({ ...everything, log: everythingLogged.join("\n") })) {
      for (const canary of [
        /canary: /,
        /insert into/i,
        /\bupdate \w+ set/i,
        /params/,
        /\$argon2id/,
        /29064175/,
      ]) {
        expect(canary.exec(text)?.input.slice(canary.exec(text)?.index).slice(0, 300), where).toBeUndefined();
      }
    }
    expect(everything.kept).toMatch(/SQLSTATE P0001/);
    expect(everythingLogged.join("\n")).toMatch(/SQLSTATE P0001/);
  });
});
