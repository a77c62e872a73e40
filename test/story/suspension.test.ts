import { randomUUID } from "node:crypto";
import { afterAll, expect, it } from "vitest";
import { approvalsOf } from "../../dev/local-stack/approvals-of.ts";
import { LDAP } from "../../dev/local-stack/ldap-names.ts";
import { choosePassword, linkIn, openLink, PASSWORD, submitForm } from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { findFormerOrAccount } from "../../src/db/accounts.ts";
import { createPasswordRequest } from "../../src/pipeline/passwords/create-password-request.ts";
import { buildWorkflows } from "../../src/pipeline/workflows.ts";
import { newSite } from "./new-site.ts";
import { entriesOf, inRegistry } from "./someone-who-leaves.ts";
import { emailsTo, untilEmail } from "./until.ts";

const usernames = ["amy", "ben", "cal", "dot"];
const site = await newSite({ entries: entriesOf(usernames) });
const { database, slapd, sandbox } = site;
const { db } = database;
afterAll(() => site.stop());
await inRegistry(db, usernames);
await site.start();

const dn = (uid: string) => `uid=${uid},${LDAP.peopleDn}`;
const canLogIn = async (uid: string, password = PASSWORD) =>
  (await slapd?.whoami(dn(uid), password))?.code === 0;
const isMember = async (uid: string) =>
  new RegExp(`: ${uid}$`, "m").test((await slapd?.search("(cn=astro)", "memberUid")) ?? "");
const requestOf = async (kind: string, username: string) =>
  (
    await database.query<{ id: number; status: string }>(
      "select id, status from requests where kind = $1 and username = $2 order by id desc limit 1",
      [kind, username],
    )
  )[0];
const untilDone = (kind: string, username: string) =>
  expect.poll(() => requestOf(kind, username)).toMatchObject({ status: "closed" });
/** Confirms a form of the admin Ada with the username. */
async function confirm(command: "suspend" | "resume", username: string): Promise<void> {
  await sandbox.command({ user: "U0ADA", channel: ADMIN_CHANNEL, text: `/acct ${command} ${username}` });
  const { id } = await sandbox.until(() => sandbox.modal("U0ADA"), "the form");
  const values = { confirm: username };
  expect(await submitForm(sandbox, { user: "U0ADA", viewId: id, values })).toBe("closed");
}

it("`/acct suspend` locks a person out at once, `/acct resume` lets them in with a new password, and they are in their project all the time", async () => {
  expect(await canLogIn("amy")).toBe(true);
  await confirm("suspend", "amy");
  await untilDone("suspension", "amy");
  expect(await canLogIn("amy")).toBe(false);
  expect(await slapd?.search("(uid=amy)", "loginShell")).toContain("nologin");
  expect(await isMember("amy")).toBe(true);
  expect((await site.run("reconcile")).stdout).not.toContain("amy");
  expect((await site.run("reconcile", "--fix")).stdout).not.toContain("amy");
  expect(await canLogIn("amy")).toBe(false);

  await confirm("resume", "amy");
  await untilDone("resumption", "amy");
  expect(await isMember("amy")).toBe(true);
  expect(await slapd?.search("(uid=amy)", "loginShell")).toContain("loginShell: /bin/bash");
  const mail = await untilEmail(site, "amy@example.org", "resumed");
  expect((await choosePassword(linkIn(mail))).status).toBe(200);
  expect(await canLogIn("amy")).toBe(true);
  expect((await site.run("reconcile")).stdout).not.toContain("amy");
});

it("A link to set a password that was sent before doesn't open the account again", async () => {
  const account = await findFormerOrAccount(db, "ben");
  if (!account) throw new Error("no account");
  const by = { id: "test", name: "a test" };
  const input = { origin: `test:${randomUUID()}`, by, pinHash: undefined };
  const deps = { db, now: () => new Date(), workflows: buildWorkflows(approvalsOf({})) };
  await createPasswordRequest(account, input, deps);
  const link = linkIn(await untilEmail(site, "ben@example.org", "new-password"));
  expect((await openLink(link)).status).toBe(200);
  await site.run("suspend", "ben", "--yes");
  expect((await choosePassword(link)).status).not.toBe(200);
  expect(await canLogIn("ben")).toBe(false);
});

it("`acct suspend` shows first what it would do and what doesn't come back, and changes nothing until it is told to", async () => {
  const plan = await site.run("suspend", "cal", "--dry-run");
  expect(plan).toMatchObject({ code: 0, stdout: expect.stringMatching(/cal.*LDAP[\s\S]*password in LDAP/) });
  expect(await site.run("suspend", "cal")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("--yes"),
  });
  expect(await canLogIn("cal")).toBe(true);
  expect(await site.run("suspend", "nobody", "--yes")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("nobody"),
  });
});

it("`acct suspend` and `acct resume` print one line per system, and keep the reason in the history", async () => {
  const suspended = await site.run("suspend", "cal", "--yes", "--reason", "The key was stolen.");
  expect(suspended).toMatchObject({ code: 0, stdout: expect.stringMatching(/^LDAP: .*cal/m) });
  expect(await canLogIn("cal")).toBe(false);
  const request = await requestOf("suspension", "cal");
  expect(
    await database.query("select note from events where request_id = $1 and kind = 'reason-given'", [
      request?.id,
    ]),
  ).toEqual([{ note: "The key was stolen." }]);
  expect((await site.run("person", "show", "cal")).stdout).toMatch(/cal\s.*suspended/);

  const resumed = await site.run("resume", "cal");
  expect(resumed).toMatchObject({ code: 0, stdout: expect.stringMatching(/^LDAP: .*cal/m) });
  await untilEmail(site, "cal@example.org", "resumed");
  expect(emailsTo(site, "cal@example.org", "resumed")).toHaveLength(1);
  expect(await site.run("resume", "cal")).toMatchObject({ code: 1, stderr: expect.stringContaining("cal") });
});

it("`acct person merge` shows both people and what becomes of them before it asks, and `acct person split` undoes it", async () => {
  await slapd?.add(`dn: cn=optics,${LDAP.groupsDn}
objectClass: posixGroup
objectClass: extensibleObject
cn: optics
gidNumber: 6001
owner: ${dn("dot")}
`);
  const before = await database.query("select username, person_id from accounts order by id");
  const plan = await site.run("person", "merge", "cal", "dot", "--dry-run");
  expect(plan.code).toBe(0);
  for (const line of [
    /cal in LDAP: nothing/,
    /dot in LDAP: groups without another owner \(1\)/,
    /Projects: astro/,
    /email dot@example\.org/,
    /acct person split \d+/,
  ])
    expect(plan.stdout).toMatch(line);
  expect(await site.run("person", "merge", "cal", "dot")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("--yes"),
  });
  expect(await database.query("select username, person_id from accounts order by id")).toEqual(before);
  expect(await site.run("person", "merge", "cal", "dot", "--yes")).toMatchObject({ code: 0 });
  expect((await site.run("person", "show", "cal")).stdout).toMatch(/dot/);
  expect(await site.run("person", "split", "cal")).toMatchObject({ code: 0 });
  expect(await database.query("select username, person_id from accounts order by id")).toEqual(before);
});

it("What someone who was offboarded still owns is a difference until they own nothing", async () => {
  await site.run("offboard", "dot", "--yes");
  expect((await site.run("reconcile")).stdout).toMatch(/^dot: LDAP: .*groups without another owner \(1\)/m);
  await slapd?.modify(
    `dn: cn=optics,${LDAP.groupsDn}\nchangetype: modify\nreplace: owner\nowner: ${dn("cal")}\n`,
  );
  expect((await site.run("reconcile")).stdout).not.toMatch(/^dot:/m);
});
