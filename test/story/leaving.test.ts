import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, inject, it } from "vitest";
import { LDAP } from "../../dev/local-stack/ldap-names.ts";
import {
  approveAsAdmin,
  approveAsPi,
  ask,
  choosePassword,
  linkIn,
  openLink,
  PASSWORD,
  readText,
} from "../../dev/local-stack/people.ts";
import { run } from "../../dev/local-stack/run.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { astro, newSite } from "./new-site.ts";
import { emailsTo, untilDirectMessage, untilEmail, untilRequest } from "./until.ts";
import { answerToCommand } from "./until-more.ts";

const list = join(inject("folder"), "leaving-list");
const script = async (name: string, body: string) => {
  const who = `who=$(sed 's/.*"username":"\\([^"]*\\)".*/\\1/')`;
  await writeFile(`${list}-${name}`, `#!/bin/sh\n${who}\n${body}\n`);
  await chmod(`${list}-${name}`, 0o755);
  return [`${list}-${name}`];
};
const site = await newSite({
  entries: astro,
  settings: {
    commands: [
      {
        name: "Mailing list",
        check: await script("check", `grep -qx "$who" ${list} 2>/dev/null || exit 1`),
        apply: await script("apply", `echo "$who" >> ${list}`),
        leave: await script("leave", `test ! -e ${list}-locked && sed -i "/^$who$/d" ${list}`),
      },
    ] as unknown as object,
  },
});
const { database, slapd } = site;
afterAll(() => site.stop());
await site.start();

const dn = (uid: string) => `uid=${uid},${LDAP.peopleDn}`;
const canLogIn = async (uid: string, password = PASSWORD) =>
  (await slapd?.whoami(dn(uid), password))?.code === 0;
const statusOf = (username: string) =>
  database.query<{ status: string }>("select status from requests where username = $1 and kind = 'account'", [
    username,
  ]);
const eventsOf = async (username: string) =>
  (
    await database.query<{ kind: string }>(
      `select kind from events where request_id = (select request_id from accounts where username = $1)
         and kind in ('offboarded', 'resumed', 'withdrawn') order by seq`,
      [username],
    )
  ).map(({ kind }) => kind);

async function anAccount(user: string, name: string, username: string): Promise<string> {
  await ask(site, user, { username });
  await approveAsAdmin(site, name);
  await approveAsPi(site, name);
  const [{ email } = { email: "" }] = await database.query<{ email: string }>(
    "select email from requests where username = $1",
    [username],
  );
  return linkIn(await untilEmail(site, email, "welcome"));
}

describe("acct offboard", () => {
  it("with --dry-run, shows what would change in each system, and changes nothing", async () => {
    const link = await anAccount("U0AMY", "Amy Ash", "amy");
    expect((await choosePassword(link)).status).toBe(200);
    await untilRequest(site, "Amy Ash", { waitsFor: "closing-time" });
    const { code, stdout } = await site.run("offboard", "amy", "--dry-run");
    expect(code).toBe(0);
    for (const line of [/^LDAP: .*\bamy\b/m, /^Mailing list: .*\bamy\b/m, /^Request 1 /m]) {
      expect(stdout).toMatch(line);
    }
    expect(await canLogIn("amy")).toBe(true);
    expect(await eventsOf("amy")).toEqual([]);
  });

  it("does nothing if it cannot ask in a terminal, unless --yes is given", async () => {
    expect(await site.run("offboard", "amy")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("--yes"),
    });
    expect(await canLogIn("amy")).toBe(true);
  });

  it("shows its plan in a terminal, asks, and continues only if the answer is yes", async () => {
    const cli = fileURLToPath(new URL("../../src/cli.ts", import.meta.url));
    const folder = inject("folder");
    const command = `${process.execPath} ${cli} offboard amy`;
    const { stdout } = await run("script", ["-qec", command, "/dev/null"], {
      cwd: folder,
      env: { ...site.env, TERM: "dumb" },
      input: "n\n",
    });
    expect(stdout).toMatch(/^LDAP: [\s\S]*\bamy\b.* \[y\/N\]/m);
    expect(await canLogIn("amy")).toBe(true);
    expect(await eventsOf("amy")).toEqual([]);
  });

  it("removes access, records this, and tells the owner of a finished account that it is offboarded, not withdrawn", async () => {
    const { code, stdout } = await site.run("offboard", "amy", "--yes");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^LDAP, astro: .*uid=amy/m);
    expect(await canLogIn("amy")).toBe(false);
    expect(await statusOf("amy")).toEqual([{ status: "closed" }]);
    expect(await eventsOf("amy")).toEqual(["offboarded"]);
    await untilDirectMessage(site, "U0AMY", "offboarded");
    expect(emailsTo(site, "amy@example.org", "withdrawn")).toEqual([]);
    await untilRequest(site, "Amy Ash", { status: "closed" });
  });

  it("succeeds if it is run again, and records no second event", async () => {
    expect(await site.run("offboard", "amy", "--yes")).toMatchObject({ code: 0 });
    expect(await eventsOf("amy")).toEqual(["offboarded"]);
  });

  it("keeps the same person from sending a new request in the chat, and says whom to ask", async () => {
    const answer = await answerToCommand(site, "U0AMY", "C0GENERAL", "/acct request");
    expect(readText(answer)).toContain("help@example.org");
    expect(
      await database.query("select 1 from requests where kind = 'account' and email = 'amy@example.org'"),
    ).toHaveLength(1);
  });
});

it("`/acct offboard` asks in a form who leaves, and removes access once an admin has approved what was counted", async () => {
  const link = await anAccount("U0GRACE", "Grace", "grace");
  expect((await choosePassword(link)).status).toBe(200);
  await site.sandbox.command({ user: "U0ADA", channel: ADMIN_CHANNEL, text: "/acct offboard grace" });
  const { id } = await site.sandbox.until(() => site.sandbox.modal("U0ADA"), "the form");
  const submit = (confirm: string) => site.sandbox.submit({ user: "U0ADA", viewId: id, values: { confirm } });
  expect(await submit("yes")).not.toBe("closed");
  expect(await canLogIn("grace")).toBe(true);
  expect(await submit("grace")).toBe("closed");
  const open =
    "select id from requests where kind = 'offboarding' and username = 'grace' and waits_for = 'admin'";
  await expect.poll(() => database.query(open)).toHaveLength(1);
  expect(await canLogIn("grace")).toBe(true);
  await approveAsAdmin(site, "Grace");
  await expect.poll(() => canLogIn("grace")).toBe(false);
});

describe("someone who was changed in the directory manually", () => {
  const reconcile = async () => (await site.run("reconcile")).stdout;

  it("is reported under the new name, and shut out although name and address are others by now", async () => {
    const link = await anAccount("U0NOETHER", "Emma Noether", "emma");
    expect((await choosePassword(link)).status).toBe(200);
    await slapd?.modify(`dn: ${dn("emma")}
changetype: modify
replace: mail
mail: emma.wed@example.org

dn: ${dn("emma")}
changetype: modrdn
newrdn: uid=ewed
deleteoldrdn: 1
`);
    expect(await canLogIn("ewed")).toBe(true);
    expect(await reconcile()).toMatch(/^emma: LDAP: .*\bewed\b/m);
    const { code, stdout } = await site.run("offboard", "emma", "--yes");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^LDAP: .*\bewed\b/m);
    expect(await canLogIn("ewed")).toBe(false);
    expect(await slapd?.search("(cn=astro)", "memberUid")).not.toMatch(/emma|ewed/);
    expect(await reconcile()).not.toContain("emma:");
  });

  it("is drift if they got something back after they were offboarded, and a membership that acct didn't give is named", async () => {
    await slapd?.modify(`dn: ${dn("ewed")}
changetype: modify
replace: loginShell
loginShell: /bin/bash
-
replace: userPassword
userPassword: ${PASSWORD}

dn: cn=corpus,${LDAP.groupsDn}
changetype: add
objectClass: posixGroup
cn: corpus
gidNumber: 4711
memberUid: ewed
`);
    expect(await canLogIn("ewed")).toBe(true);
    const drift = await reconcile();
    expect(drift).toMatch(/^emma: LDAP: .*\bewed\b.*log in.*acct offboard emma/m);
    expect(drift).toMatch(/^emma: LDAP: .*corpus/m);
    const again = await site.run("offboard", "emma", "--yes");
    expect(again).toMatchObject({ code: 1, stderr: expect.stringMatching(/\bemma\b.*LDAP/) });
    expect(again.stdout).toMatch(/^LDAP: .*corpus/m);
    expect(await canLogIn("ewed")).toBe(false);
    await slapd?.modify(`dn: cn=corpus,${LDAP.groupsDn}\nchangetype: delete\n`);
    expect(await site.run("offboard", "emma", "--yes")).toMatchObject({ code: 0 });
    expect(await reconcile()).not.toContain("emma:");
  });
});

describe("acct resume", () => {
  it("restores access in every system, sends a link for a new password, and is recorded in the audit log", async () => {
    const { code, stdout } = await site.run("resume", "amy");
    expect(code).toBe(0);
    expect(stdout).toContain("amy@example.org");
    expect(await slapd?.search("(cn=astro)", "memberUid")).toContain("memberUid: amy");
    expect(await slapd?.search("(uid=amy)", "loginShell")).toContain("loginShell: /bin/bash");
    expect(await eventsOf("amy")).toEqual(["offboarded", "resumed"]);
    const mail = await untilEmail(site, "amy@example.org", "resumed");
    expect((await choosePassword(linkIn(mail))).status).toBe(200);
    expect(await canLogIn("amy")).toBe(true);
    expect(await site.run("reconcile")).toMatchObject({ code: 0 });
    expect(await site.run("resume", "amy")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("amy"),
    });
  });

  it("keeps a lock that an administrator has set, and sends no link in that case", async () => {
    const link = await anAccount("U0BEN", "Ben Birch", "ben");
    expect((await choosePassword(link)).status).toBe(200);
    const lock = `dn: ${dn("ben")}
changetype: modify
replace: pwdAccountLockedTime
pwdAccountLockedTime: 000001010000Z
`;
    await slapd?.add(lock);
    await site.run("offboard", "ben", "--yes");
    const { code, stdout } = await site.run("resume", "ben");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^LDAP: .*acct offboard/m);
    expect(stdout).not.toContain("ben@example.org");
    expect(await slapd?.search("(uid=ben)", "loginShell")).toContain("nologin");
    expect(await slapd?.search("(uid=ben)", "pwdAccountLockedTime")).toContain("000001010000Z");
    expect(emailsTo(site, "ben@example.org", "resumed")).toEqual([]);
  });
});

describe("a request that is still open when its requester is offboarded", () => {
  it("ends as offboarded, and its link stops working", async () => {
    const link = await anAccount("U0ZOE", "Zoë", "zoe");
    await site.run("offboard", "zoe", "--yes");
    expect(await statusOf("zoe")).toEqual([{ status: "offboarded" }]);
    expect(await eventsOf("zoe")).toEqual(["offboarded"]);
    await untilDirectMessage(site, "U0ZOE", "offboarded");
    await untilRequest(site, "Zoë", { status: "closed" });
    expect((await openLink(link)).status).toBe(403);
  });
});

it("If one system fails, `acct offboard` names it and continues with the others, and running the command again completes the rest", async () => {
  await writeFile(`${list}-locked`, "");
  await site.run("offboard", "amy", "--yes").then(({ code, stdout, stderr }) => {
    expect(code).toBe(1);
    expect(stdout).toMatch(/^Mailing list, astro: /m);
    expect(stderr).toMatch(/\bamy\b.*Mailing list.*acct offboard amy/);
  });
  expect(await canLogIn("amy")).toBe(false);
  await writeFile(`${list}-leave`, `#!/bin/sh\n: > ${list}\n`);
  expect(await site.run("offboard", "amy", "--yes")).toMatchObject({ code: 0 });
  expect(await eventsOf("amy")).toEqual(["offboarded", "resumed", "offboarded"]);
  expect((await site.run("resume", "amy")).code).toBe(0);
});
