import { readFile, writeFile } from "node:fs/promises";
import { afterAll, expect, it } from "vitest";
import { startGitLab } from "../../dev/local-stack/gitlab/start-gitlab.ts";
import { LDAP } from "../../dev/local-stack/ldap-names.ts";
import { fill, press, pressAndFill, readText } from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { newSite } from "./new-site.ts";
import { untilRequest } from "./until.ts";
import { answerToCommand } from "./until-more.ts";

const dnOf = (uid: string) => `uid=${uid},${LDAP.peopleDn}`;
const person = (uid: string) => `dn: ${dnOf(uid)}
objectClass: inetOrgPerson
uid: ${uid}
cn: ${uid} Example
sn: Example
mail: ${uid}@example.org
`;
const entries = `${["ann", "bea", "cal", "dot", "eli", "fay", "gus", "ivy", "kim"].map(person).join("\n")}
dn: cn=staff,ou=groups,dc=example,dc=org
objectClass: posixGroup
cn: staff
gidNumber: 5002
memberUid: ann
memberUid: eli
memberUid: kim
`;
const STAFF = {
  for: ["gitlab-account"],
  when: { ldapGroup: "staff" },
  approve: "admin",
  mode: "on",
  cap: "1000 per hour",
};

const gitlab = await startGitLab();
const site = await newSite({
  entries,
  settings: {
    gitlab: { url: gitlab.url, poll: "1s", providers: { ldapmain: "ldap" } },
    rules: { staff: STAFF },
    publicLog: { enabled: true, showRule: true },
  },
  variables: { GITLAB_ACCESS_TOKEN: gitlab.token },
});
const acct = await site.start();
await site.start();
afterAll(async () => {
  await site.stop();
  await gitlab.stop();
});

const PENDING = "blocked_pending_approval";

/** Someone signs up in GitLab with their LDAP account. GitLab writes the DN in its own way. */
function signUp(uid: string, but: Parameters<typeof gitlab.addUser>[0] = { username: uid }) {
  return gitlab.addUser({
    name: `${uid.charAt(0).toUpperCase()}${uid.slice(1)} Example`,
    state: PENDING,
    email: `${uid}@example.org`,
    identities: [{ provider: "ldapmain", extern_uid: dnOf(uid).toLowerCase() }],
    ...but,
  });
}
const stateOf = (id: number) => gitlab.state.users.get(id)?.state;
const callsOf = (id: number) =>
  gitlab.calls.filter((call) => new RegExp(`^(POST|PUT|DELETE) /users/${id}\\b`).test(call));
const log = async () => (await fetch(`${acct.url}/log.txt`)).text();

it("A pending account of someone whom a rule trusts is approved once, with evidence, and with a line in the public log", async () => {
  const { id } = signUp("ann");
  await expect.poll(() => stateOf(id)).toBe("active");
  const request = await untilRequest(site, "Ann Example,", { status: "closed" });
  expect(readText(request)).toContain("the rule staff");
  const [row] = await site.database.query<{ rule: string; evidence: { found: { text: string }[] } }>(
    "select a.rule, a.evidence from approvals a join requests r on r.id = a.request_id where r.details -> 'gitlab' ->> 'username' = 'ann'",
  );
  expect(row).toMatchObject({
    rule: "staff",
    evidence: { found: [{ system: "LDAP", answer: "yes", text: expect.stringContaining("staff") }] },
  });
  expect(await log()).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d @ann was approved.*staff/m);
  expect(callsOf(id)).toEqual([`POST /users/${id}/approve`]);
});

it("Someone whom no rule trusts has a card that says what was found, and is approved by an admin", async () => {
  const { id } = signUp("bea");
  const request = await untilRequest(site, "Bea Example,", { waitsFor: "admin" });
  expect(readText(request)).toMatch(/staff: no, because uid=bea/);
  expect(readText(request)).toContain(dnOf("bea").toLowerCase());
  await press(site, "U0ADA", "approve", "Bea Example");
  await expect.poll(() => stateOf(id)).toBe("active");
  await expect.poll(log).toContain("@bea was approved");
});

it("Denying leaves the account pending in GitLab, and no later pass shows it again", async () => {
  const { id } = signUp("cal");
  await untilRequest(site, "Cal Example,", { waitsFor: "admin" });
  await pressAndFill(site, "U0ADA", ["deny", "Cal Example"], { reason: "Nobody knows Cal." });
  await untilRequest(site, "Cal Example,", { status: "refused" });
  const passes = () => gitlab.calls.filter((call) => call.startsWith("GET /users?")).length;
  const before = passes();
  await expect.poll(passes).toBeGreaterThan(before + 2);
  expect(stateOf(id)).toBe(PENDING);
  expect(callsOf(id)).toEqual([]);
  const requests = await site.database.query("select id from requests where given_name = 'Cal'");
  expect(requests).toHaveLength(1);
});

it("Deleting an account asks for its username, and is done when GitLab has deleted it", async () => {
  const { id } = signUp("dot");
  await untilRequest(site, "Dot Example,", { waitsFor: "admin" });
  const wrong = await pressAndFill(site, "U0ADA", ["reject-in-gitlab", "Dot Example"], { confirm: "dott" });
  expect(wrong).toBe("errors");
  expect(callsOf(id)).toEqual([]);
  const { id: viewId } = await site.sandbox.until(() => site.sandbox.modal("U0ADA"), "the form");
  await site.sandbox.submit({ user: "U0ADA", viewId, values: { confirm: "dot" } });
  await expect.poll(() => callsOf(id)).toEqual([`POST /users/${id}/reject`]);
  await untilRequest(site, "Dot Example,", { status: "running" });
  gitlab.finishDeletions();
  await untilRequest(site, "Dot Example,", { status: "refused" });
  expect(callsOf(id)).toHaveLength(1);
});

it("If someone decides in GitLab itself, the request ends, and the public log doesn't claim it", async () => {
  const user = signUp("fay");
  await untilRequest(site, "Fay Example,", { waitsFor: "admin" });
  user.state = "active";
  await untilRequest(site, "Fay Example,", { status: "closed" });
  expect(await log()).not.toContain("@fay");
});

it("An account with the same username but no login proves nothing", async () => {
  const { id } = signUp("eli", { username: "eli", identities: [], confirmed_at: null });
  const request = await untilRequest(site, "Eli Example,", { waitsFor: "admin" });
  expect(readText(request)).toContain("no login");
  expect(stateOf(id)).toBe(PENDING);
});

it("A change of the rules is taken up without a restart, and a faulty file leaves the rules in force", async () => {
  const { id } = signUp("gus");
  await untilRequest(site, "Gus Example,", { waitsFor: "admin" });
  const file = site.env.ACCT_CONFIG ?? "";
  const settings = JSON.parse(await readFile(file, "utf8")) as { rules: object };
  await writeFile(
    file,
    JSON.stringify({ ...settings, rules: { staff: { ...STAFF, aprove: "admin" } } }, null, 2),
  );
  const told = () => site.sandbox.messages(ADMIN_CHANNEL).map(readText).join("\n");
  await expect.poll(told).toMatch(/acct\.yml:\d+:\d+: rules\.staff\.aprove is not a setting/);
  const trusted = { ...STAFF, when: { ldapAttribute: { name: "mail", value: "gus@example.org" } } };
  await writeFile(file, JSON.stringify({ ...settings, rules: { staff: STAFF, trusted } }, null, 2));
  await expect.poll(() => stateOf(id)).toBe("active");
  await expect.poll(log).toMatch(/@gus was approved.*trusted/);
});

it("The command line says in a dry run what each source answers, and changes nothing", async () => {
  const { id } = signUp("hal", { username: "hal", identities: [], confirmed_at: "2026-11-01T00:00:00Z" });
  await untilRequest(site, "Hal Example,", { waitsFor: "admin" });
  const before = gitlab.calls.filter((call) => !call.startsWith("GET"));
  const ran = await site.run("gitlab", "dry-run");
  expect(ran).toMatchObject({ code: 0, stderr: "" });
  expect(ran.stdout).toMatch(/@hal .*\n {2}rule staff \(approve\): unknown\n {4}LDAP: .*unknown\. /);
  expect(gitlab.calls.filter((call) => !call.startsWith("GET"))).toEqual(before);
  expect(stateOf(id)).toBe(PENDING);
});

it("The command line makes one pass, and says what became of each account", async () => {
  const { stdout, code } = await site.run("gitlab", "approve");
  expect(code).toBe(0);
  expect(stdout).toMatch(/^\d+ accounts are pending in GitLab\.$/m);
  expect(stdout).toMatch(/^@hal: request \d+: Waiting for an admin/m);
});

it("The command line says the rules in words, what they decided, and whom they would have approved", async () => {
  const shown = await site.run("rules", "show");
  expect(shown.stdout).toMatch(
    /^Rule staff approves requests for an account in GitLab .*the person is in the LDAP group staff/m,
  );
  const [{ id } = { id: 0 }] = await site.database.query<{ id: number }>(
    "select id from requests where given_name = 'Ann'",
  );
  const explained = await site.run("rules", "explain", String(id));
  expect(explained.stdout).toMatch(
    /rule staff .* approved\. Whether the person is in the LDAP group staff: yes/,
  );
  const tested = await site.run("rules", "test", "--since", "30d", "--rule", "trusted");
  expect(tested.stdout).toMatch(/^Rule trusted would approve 1 of \d+ requests/m);
});

it("Someone who was approved ahead by address is approved once they sign up, if the address is proven to be theirs", async () => {
  const approved = await site.run("gitlab", "approve-ahead", "Ivy@example.org", "joins the lab");
  expect(approved).toMatchObject({ code: 0, stderr: "" });
  expect((await site.run("gitlab", "ahead")).stdout).toMatch(
    /^ivy@example\.org: approved by .*: joins the lab$/m,
  );
  const unproven = signUp("ivy", {
    username: "ivy2",
    identities: [],
    confirmed_at: null,
    name: "Ivo Example",
  });
  await untilRequest(site, "Ivo Example,", { waitsFor: "admin" });
  await press(site, "U0ADA", "spam", "Ivo Example");
  await untilRequest(site, "Ivo Example,", { status: "spam" });
  gitlab.removeUser(unproven.id);
  await site.database.query("delete from quarantined_addresses");
  const { id } = signUp("ivy");
  await expect.poll(() => stateOf(id)).toBe("active");
  expect((await site.run("gitlab", "ahead")).stdout).toBe("No approval waits for someone to sign up.\n");
});

it("An admin approves someone ahead in the chat, sees what waits there, and takes another approval back", async () => {
  const type = (text: string) => answerToCommand(site, "U0ADA", ADMIN_CHANNEL, `/acct gitlab ${text}`);
  for (const address of ["pia@example.org", "leo@example.org"]) {
    await site.sandbox.command({
      user: "U0ADA",
      channel: ADMIN_CHANNEL,
      text: `/acct gitlab approve-ahead ${address}`,
    });
    expect(await fill(site, "U0ADA", { address, reason: "joins the lab" })).toBe("closed");
  }
  expect(readText(await type("ahead"))).toMatch(/pia@example\.org.*leo@example\.org/s);
  await type("withdraw-ahead leo@example.org");
  const { id } = signUp("pia", { username: "pia", identities: [], confirmed_at: "2026-01-01T00:00:00Z" });
  await expect.poll(() => stateOf(id)).toBe("active");
  expect((await site.run("gitlab", "ahead")).stdout).toBe("No approval waits for someone to sign up.\n");
});

it("What isn't an address can't be approved ahead, and no one is approved without a reason", async () => {
  expect(await site.run("gitlab", "approve-ahead", "ivy", "why")).toMatchObject({
    code: 1,
    stderr: "ivy is not an email address\n",
  });
  expect((await site.run("gitlab", "approve-ahead", "kim@example.org")).stderr).toMatch(/^Say why/);
});

it("The admins are told once that acct's token ends", async () => {
  const told = () =>
    site.sandbox
      .messages(ADMIN_CHANNEL)
      .filter((one) => readText(one).includes("GITLAB_ACCESS_TOKEN expires"));
  expect(told()).toEqual([]);
  gitlab.expiresOn = new Date(Date.now() + 5.5 * 86_400_000).toISOString().slice(0, 10);
  await expect.poll(told).toHaveLength(1);
  const passes = () =>
    gitlab.calls.filter((call) => call.startsWith("GET /personal_access_tokens/self")).length;
  const before = passes();
  await expect.poll(passes).toBeGreaterThan(before + 2);
  expect(told()).toHaveLength(1);
});

it.each(["rule_uses", "approvals_ahead", "public_log"])(
  "While the database rejects what is written to %s, no one is approved twice, and it goes on afterwards",
  async (table) => {
    const { query } = site.database;
    await query(`create or replace function refuse_${table}() returns trigger language plpgsql as $$
      begin raise exception 'refused'; end $$`);
    await query(
      `create trigger refuse before insert or update on ${table} for each statement execute function refuse_${table}()`,
    );
    const uid = `kim-${table.replace("_", "-")}`;
    const { id } = signUp("kim", {
      username: uid,
      name: `Kim${table.length} Example`,
      email: `${uid}@example.org`,
    });
    await untilRequest(site, `Kim${table.length} Example,`, { isFailing: true });
    await query(`drop trigger refuse on ${table}`);
    await query("update requests set run_at = now() where status = 'running'");
    await expect.poll(() => stateOf(id)).toBe("active");
    expect(callsOf(id).filter((call) => call.endsWith("/approve")).length).toBeLessThanOrEqual(2);
    const logged = await query("select id from public_log where name = $1", [uid]);
    await expect.poll(() => query("select id from public_log where name = $1", [uid])).toHaveLength(1);
    expect(logged.length).toBeLessThanOrEqual(1);
  },
);

it("acct emails no one who has signed up, because GitLab does", async () => {
  const { mails } = site.mailCatcher;
  const addresses = [...gitlab.state.users.values()].map(({ email }) => email);
  expect(mails.filter(({ to }) => addresses.some((address) => JSON.stringify(to).includes(address)))).toEqual(
    [],
  );
});
