import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, describe, expect, inject, it } from "vitest";
import { LDAP } from "../../dev/local-stack/ldap-names.ts";
import {
  approveAsAdmin,
  approveAsPi,
  ask,
  choosePassword,
  fill,
  linkIn,
  PASSWORD,
  readText,
} from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { newSite } from "./new-site.ts";
import { untilDirectMessage, untilEmail } from "./until.ts";
import { answerToCommand, untilButton, untilMessage } from "./until-more.ts";

/* A site with people and projects from before acct. */

const aPerson = (uid: string, uidNumber: number, mail: string) => `dn: uid=${uid},${LDAP.peopleDn}
objectClass: inetOrgPerson
objectClass: posixAccount
uid: ${uid}
cn: ${uid}
sn: ${uid}
givenName: Pat
mail: ${mail}
uidNumber: ${uidNumber}
gidNumber: 100
homeDirectory: /old/${uid}
loginShell: /bin/bash
`;
const aGroup = (cn: string, gidNumber: number, members: readonly string[]) => `dn: cn=${cn},${LDAP.groupsDn}
objectClass: posixGroup
cn: ${cn}
gidNumber: ${gidNumber}
${members.map((uid) => `memberUid: ${uid}\n`).join("")}`;

const site = await newSite({
  entries: [
    aPerson("amyold", 3001, "amy@example.org"),
    aPerson("henrik", 3002, "hopper@example.org"),
    aPerson("labbot", 3003, "amy@example.org"),
    aPerson("daemon2", 500, "root@example.org"),
    aGroup("astro", 5001, ["amyold", "henrik"]),
    aGroup("geo", 5002, ["henrik"]),
  ].join("\n"),
});
const { sandbox, slapd } = site;
afterAll(() => site.stop());
await site.start();
const file = (name: string) => join(inject("folder"), `adopted-${name}`);
const dn = (uid: string) => `uid=${uid},${LDAP.peopleDn}`;
const registry = () =>
  site.database.query("select username, uid_number, request_id from accounts order by username");

describe("acct adopt", () => {
  it("refuses to confirm the count of a system that it doesn't read, and says which ones it does", async () => {
    expect(await site.run("adopt", "--accept-count", "Foo")).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/Foo.*LDAP/),
    });
    expect(await registry()).toEqual([]);
  });

  it("shows in a dry run what it would take in, and writes nothing", async () => {
    const { code, stdout } = await site.run("adopt", "--dry-run");
    expect(code).toBe(1);
    expect(stdout).toMatch(/^LDAP +4 +0 +0 +1 +2 +\d+ +2$/m);
    expect(stdout).toMatch(/amyold.*labbot.*amy@example\.org/);
    expect(await registry()).toEqual([]);
  });

  it("lists conflicts in a file, and follows the decisions that are filled in", async () => {
    await writeFile(file("pis.csv"), "project,pi\nastro,hopper@example.org\ngeo,henrik\n");
    const list = file("conflicts.csv");
    const first = await site.run("adopt", "--decide", list, "--pis", file("pis.csv"));
    expect(first).toMatchObject({ code: 1 });
    const written = await readFile(list, "utf8");
    expect(written.match(/^account,LDAP,/gm)).toHaveLength(2);
    await writeFile(list, written.replace(/,\r\n(?=account)/, ",maybe!\r\n"));
    expect(await site.run("adopt", "--decide", list)).toMatchObject({ code: 2, stderr: /./ });
    const decide = (uid: string, decision: string) => (line: string) =>
      line.split(",")[3] === uid ? line.replace(/,$/, `,${decision}`) : line;
    const lines = written.split("\r\n").map(decide("amyold", "different")).map(decide("labbot", "amyold"));
    await writeFile(list, lines.join("\r\n"));
    const second = await site.run("adopt", "--decide", list);
    expect(second).toMatchObject({ code: 0 });
    expect(await registry()).toEqual([
      { username: "amyold", uid_number: 3001, request_id: null },
      { username: "henrik", uid_number: 3002, request_id: null },
      { username: "labbot", uid_number: 3003, request_id: null },
    ]);
    expect((await site.run("adopt")).code).toBe(0);
  });

  it("leaves nothing for reconcile to find", async () => {
    expect(await site.run("reconcile")).toMatchObject({ code: 0, stdout: "" });
  });
});

describe("Someone who was there before acct", () => {
  it("gets a new password, and can log in with it", async () => {
    await sandbox.command({ user: "U0AMY", channel: "C0GENERAL", text: "/acct resetpass amyold" });
    await fill(site, "U0AMY", { way: "mail", pin: "4711" });
    const link = linkIn(await untilEmail(site, "amy@example.org", "new-password"));
    expect(await choosePassword(link)).toMatchObject({ status: 200 });
    expect(await slapd?.whoami(dn("amyold"), PASSWORD)).toMatchObject({ code: 0 });
  });

  it("joins another project, whose PI from the registry decides", async () => {
    await sandbox.command({ user: "U0AMY", channel: "C0GENERAL", text: "/acct join geo" });
    expect(await fill(site, "U0AMY", { reason: "Rock samples." })).toBe("closed");
    const asked = await untilButton(site, "U0HOPPER", "approve", "geo");
    await sandbox.press({ user: "U0HOPPER", channel: "D0HOPPER", ts: asked.ts, actionId: "approve" });
    await untilDirectMessage(site, "U0AMY", "joined");
    expect(await slapd?.search("(cn=geo)", "memberUid")).toContain("memberUid: amyold");
    expect(await site.run("reconcile")).toMatchObject({ code: 0, stdout: "" });
    expect((await site.run("adopt")).code).toBe(0);
  });

  it("is told which account they have when they ask for another one", async () => {
    const answer = await answerToCommand(site, "U0HOPPER", "C0GENERAL", "/acct request");
    expect(readText(answer)).toContain("henrik");
    expect(sandbox.modal("U0HOPPER")).toBeUndefined();
  });

  it("is shown with accounts, projects and history", async () => {
    const { code, stdout } = await site.run("person", "show", "labbot");
    expect(code).toBe(0);
    for (const word of ["amyold", "labbot", "3003", "amy@example.org", "astro", "geo"])
      expect(stdout).toContain(word);
  });

  it("is offboarded by an admin like everyone else, and an adoption doesn't bring them back", async () => {
    expect(await site.run("offboard", "amyold", "--yes")).toMatchObject({ code: 0 });
    expect(await slapd?.whoami(dn("amyold"), PASSWORD)).toMatchObject({ code: 49 });
    expect(await slapd?.search("(cn=geo)", "memberUid")).not.toContain("amyold");
    await site.run("adopt");
    expect(
      await site.database.query(
        "select removed_at is not null as closed from accounts where username = 'amyold'",
      ),
    ).toEqual([{ closed: true }]);
    const reply = await answerToCommand(site, "U0ADA", ADMIN_CHANNEL, "/acct resetpass amyold");
    expect(readText(reply)).toContain("amyold");
  });
});

it("A person from before acct is not needed for someone new: their requests go on as ever", async () => {
  expect(await ask(site, "U0ZOE", { username: "zoe" })).toBe("closed");
  await approveAsAdmin(site, "Zoë");
  await approveAsPi(site, "Zoë");
  await untilEmail(site, "zoe@example.org", "welcome");
  expect(await slapd?.search("(cn=astro)", "memberUid")).toContain("memberUid: zoe");
});

describe("The admins", () => {
  it("name another PI for a project that was there before; both are told, and the new one decides", async () => {
    expect(await site.run("project", "set-pi", "geo", "zoe")).toMatchObject({ code: 0 });
    await expect
      .poll(() =>
        site.database.query(
          "select count(*)::int as count from notifications where template = 'pi-set' and sent_at is not null",
        ),
      )
      .toEqual([{ count: 2 }]);
    const decides = await site.database.query(
      `select pe.email from memberships m join projects p on p.id = m.project_id join people pe on pe.id = m.person_id
       where p.name = 'geo' and m.role = 'pi'`,
    );
    expect(decides).toEqual([{ email: "zoe@example.org" }]);
    expect((await site.run("audit", "show", "--project", "geo", "--json")).stdout).toContain("pi-changed");
    expect(await site.run("project", "set-pi", "geo", "nobody-here")).toMatchObject({ code: 1 });
  });

  it("are told once in their channel if the directory suddenly shows much less, and the doctor says so", async () => {
    await site.run("adopt", "--accept-count", "LDAP");
    await slapd?.modify(`dn: ${dn("labbot")}\nchangetype: delete\n`);
    expect((await site.run("adopt")).code).toBe(0);
    await site.run("adopt");
    const told = () =>
      site.database.query(
        "select data ->> 'cause' as cause, sent_at is not null as sent from notifications where template = 'source-unknown'",
      );
    await expect.poll(told).toEqual([{ cause: "fewer", sent: true }]);
    await untilMessage(site, ADMIN_CHANNEL, "--accept-count LDAP");
    expect((await site.run("doctor")).stdout).toMatch(/^warn +adoption: LDAP .*--accept-count LDAP/m);
    await site.run("adopt", "--accept-count", "LDAP");
    expect((await site.run("doctor")).stdout).not.toMatch(/^warn +adoption/m);
  });
});
