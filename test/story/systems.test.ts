import { chmod, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, describe, expect, inject, it } from "vitest";
import { startKeystone } from "../../dev/local-stack/keystone.ts";
import { LDAP } from "../../dev/local-stack/ldap-names.ts";
import {
  adminCard,
  approveAsAdmin,
  approveAsPi,
  ask,
  choosePassword,
  hasButton,
  linkIn,
  readText,
} from "../../dev/local-stack/people.ts";
import { startSlurm } from "../../dev/local-stack/slurm.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { eyeOn } from "../keystone-inspector.ts";
import { importRows } from "./import-rows.ts";
import { astro, newSite } from "./new-site.ts";
import { untilDirectMessage, untilEmail, untilEvent, untilRequest } from "./until.ts";
import { answerToCommand, requestAbout } from "./until-more.ts";

const folder = inject("folder");
const [keystone, slurm] = await Promise.all([
  startKeystone({ folder: join(folder, "systems-keystone") }),
  startSlurm({ folder: join(folder, "systems-slurm") }),
]);
const list = join(folder, "mailing-list");
const script = async (name: string, body: string) => {
  await writeFile(
    `${list}-${name}`,
    `#!/bin/sh\nwho=$(sed 's/.*"username":"\\([^"]*\\)".*/\\1/')\n${body}\n`,
  );
  await chmod(`${list}-${name}`, 0o755);
  return [`${list}-${name}`];
};
const { SLURM_CONF, LD_LIBRARY_PATH } = slurm.env;
const libraries = LD_LIBRARY_PATH ? [`LD_LIBRARY_PATH=${LD_LIBRARY_PATH}`] : [];
const PASSWORD = "quiet otters read 9 maps";
const site = await newSite({
  entries: astro,
  variables: { OPENSTACK_PASSWORD: keystone.admin.password },
  settings: {
    openstack: { authUrl: keystone.url, username: keystone.admin.username },
    slurm: {
      command: ["/usr/bin/env", `SLURM_CONF=${SLURM_CONF}`, ...libraries, slurm.sacctmgrPath],
      association: { fairshare: "10" },
    },
    commands: [
      {
        name: "Mailing list",
        check: await script(
          "check",
          `grep -qx "$who" ${list} 2>/dev/null || { echo "subscribes $who"; exit 1; }`,
        ),
        apply: await script("apply", `echo "$who" >> ${list}; echo "subscribed $who"`),
        leave: await script("leave", `sed -i "/^$who$/d" ${list}`),
      },
    ] as unknown as object,
  },
});
afterAll(async () => {
  await site.stop();
  await Promise.all([keystone.stop(), slurm.stop()]);
});
const eye = eyeOn(keystone);

describe("a site with OpenLDAP, OpenStack, Slurm, and its own script", () => {
  it("shows on the card what an approval will create in each system, creates it, and lets the person log in", async () => {
    await site.start();
    expect(await ask(site, "U0AMY", { username: "amy" })).toBe("closed");
    const card = await untilRequest(site, "Amy Ash", { waitsFor: "admin" });
    for (const change of [
      /LDAP: .*uid=amy\b/,
      /LDAP: .*\bastro\b.*\bamy\b/,
      /OpenStack: .*\bastro\b.*\bamy\b/,
      /Slurm: .*\bastro\b.*\bamy\b/,
      /Mailing list: subscribes amy/,
    ]) {
      expect(readText(card)).toMatch(change);
    }
    await approveAsAdmin(site, "Amy Ash");
    await approveAsPi(site, "Amy Ash");
    const link = linkIn(await untilEmail(site, "amy@example.org", "welcome"));
    expect(await choosePassword(link, { password: PASSWORD, confirm_password: PASSWORD })).toMatchObject({
      status: 200,
    });

    expect(await site.slapd?.whoami(`uid=amy,${LDAP.peopleDn}`, PASSWORD)).toMatchObject({ code: 0 });
    expect(await keystone.tokenOf("amy", PASSWORD, "astro")).toEqual(expect.any(String));
    const { stdout } = await slurm.sacctmgr("-nP", "show", "assoc", "format=account,user,fairshare");
    expect(stdout).toContain("astro|amy|10");
    const { id } = await requestAbout(site, "Amy Ash");
    const status = await answerToCommand(site, "U0ADA", ADMIN_CHANNEL, `/acct status ${id}`);
    expect(readText(status)).toContain("Mailing list: subscribed amy");
  });

  it("lets `acct reconcile` find manual changes and create what is missing, and leaves other differences to people", async () => {
    expect(await site.run("reconcile")).toMatchObject({
      code: 0,
      stdout: "",
    });
    const { users } = await eye.get<{ users: { id: string }[] }>("/users?name=amy");
    await eye.send("DELETE", `/users/${users[0]?.id}`);
    await slurm.sacctmgr("-i", "delete", "user", "name=amy");
    const found = await site.run("reconcile");
    expect(found).toMatchObject({ code: 1 });
    const drift = found.stdout.trim().split("\n");
    expect(drift).toHaveLength(3);
    expect(drift).toContainEqual(expect.stringMatching(/^amy: OpenStack: .*\bamy\b/));
    expect(drift).toContainEqual(expect.stringMatching(/^amy: Slurm: .*\bastro\b/));
    expect(drift[2]).toMatch(/\b2\b/);

    const repaired = await site.run("reconcile", "--fix");
    expect(repaired.stdout).toMatch(/^amy: OpenStack: .*\bamy\b/m);
    expect(repaired).toMatchObject({ code: 0 });
    expect(await site.run("reconcile")).toMatchObject({ code: 0 });
    await eye.send(
      "PATCH",
      `/users/${(await eye.get<{ users: { id: string }[] }>("/users?name=amy")).users[0]?.id}`,
      {
        user: { email: "else@example.org" },
      },
    );
    const different = await site.run("reconcile", "--fix");
    expect(different.stdout).toMatch(/^amy: OpenStack: .*else@example\.org/m);
    expect(different.code).toBe(1);
    expect(await eye.get("/users?name=amy")).toMatchObject({ users: [{ email: "else@example.org" }] });
  });

  it("shows in `acct plan` what would be created, and creates nothing", async () => {
    await ask(site, "U0BEN", { username: "ben" });
    await untilRequest(site, "Ben Birch", { waitsFor: "admin" });
    const { stdout } = await site.run("plan", String((await requestAbout(site, "Ben Birch")).id));
    for (const system of ["OpenStack", "Slurm"]) {
      expect(stdout).toMatch(new RegExp(`^${system}: (?=.*\\bastro\\b).*\\bben\\b`, "m"));
    }
    expect(await site.run("plan", "99")).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringContaining("99"),
    });
    expect((await eye.get<{ users: unknown[] }>("/users?name=ben")).users).toEqual([]);
  });

  it("refuses a request for a username that another person has in one of the systems, before anything is created", async () => {
    await eye.send("POST", "/users", {
      user: { name: "zoe", email: "other@example.org", domain_id: "default" },
    });
    await ask(site, "U0ZOE", { username: "zoe" });
    const refused = readText(await untilDirectMessage(site, "U0ZOE", "refused"));
    expect(refused).toMatch(/\bzoe\b/);
    expect(refused).not.toContain("other@example.org");
    expect(await site.slapd?.search("(uid=zoe)", "dn")).toBe("");
  });
});

describe("between approval and creation", () => {
  it("a request goes back to the admins if more would be created than was approved", async () => {
    await approveAsAdmin(site, "Ben Birch");
    await untilRequest(site, "Ben Birch", { waitsFor: "pi" });
    const { projects } = await eye.get<{ projects: { id: string }[] }>("/projects?name=astro");
    await eye.send("DELETE", `/projects/${projects[0]?.id}`);
    await approveAsPi(site, "Ben Birch");
    await untilEvent(site, "Ben Birch", "sent-back");
    const card = await untilRequest(site, "Ben Birch", { waitsFor: "admin" });
    expect(readText(card)).toMatch(/OpenStack: .*\bastro\b.*\bben\b/);
    expect(hasButton(card, "approve")).toBe(true);
    await approveAsAdmin(site, "Ben Birch");
    await untilRequest(site, "Ben Birch", { waitsFor: "password" });
  });

  it("a request whose account someone has created manually closes as fulfilled, and the requester is told", async () => {
    await importRows(site, [{ email: "hana@example.org", givenName: "Hana", familyName: "Hand" }]);
    await approveAsAdmin(site, "Hana Hand");
    await untilRequest(site, "Hana Hand", { waitsFor: "pi" });
    await site.slapd?.add(`dn: uid=hana,${LDAP.peopleDn}
objectClass: inetOrgPerson
objectClass: posixAccount
uid: hana
cn: Hana Hand
sn: Hand
mail: hana@example.org
uidNumber: 777
gidNumber: 5001
homeDirectory: /home/hana
`);
    await approveAsPi(site, "Hana Hand");
    await untilEvent(site, "Hana Hand", "fulfilled");
    const card = await untilRequest(site, "Hana Hand", { status: "closed" });
    expect(readText(card)).toMatch(/hana@example\.org.*\bhana\b.*LDAP/);
    await untilEmail(site, "hana@example.org", "fulfilled");
  });
});

it("`acct offboard` removes a person's access in every system, invalidates their links, and deletes the account only after a waiting period", async () => {
  await ask(site, "U0NOETHER", { username: "emma" });
  await approveAsAdmin(site, "Emma Noether");
  await approveAsPi(site, "Emma Noether");
  const link = linkIn(await untilEmail(site, "noether@example.org", "welcome"));
  expect(await site.run("offboard", "emma", "--yes", "--erase")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("acct offboard emma"),
  });
  await slurm.startJob("emma", "astro");
  const removed = await site.run("offboard", "emma", "--yes");
  for (const system of ["LDAP", "OpenStack", "Slurm"]) {
    expect(removed.stdout).toMatch(new RegExp(`^${system}, astro: .*\\bemma\\b`, "m"));
  }
  // The job ends in its own time. Everything else has been removed, and the request says what it waits for.
  expect(removed).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/emma.*Slurm.*acct offboard emma/),
  });
  const card = await untilRequest(site, "Emma Noether", { status: "running" });
  expect(readText(card)).toMatch(/Slurm, astro: 1 job\b.*\b77\b/);
  const limits = "format=account,user,grpsubmitjobs";
  expect((await slurm.sacctmgr("-nP", "show", "assoc", limits)).stdout).toContain("astro|emma|0");
  expect(await readFile(list, "utf8")).not.toContain("emma");
  expect((await site.run("reconcile")).stdout).toMatch(/^emma: Slurm: .*acct offboard emma/m);
  await slurm.endJobs("emma");
  const { id: leaving } = await requestAbout(site, "Emma Noether");
  await answerToCommand(site, "U0ADA", ADMIN_CHANNEL, `/acct retry ${leaving}`);
  await untilRequest(site, "Emma Noether", { status: "closed" });
  expect(await site.slapd?.search("(cn=astro)", "memberUid")).not.toContain("emma");
  expect(await eye.get("/users?name=emma")).toMatchObject({ users: [{ enabled: false }] });
  expect((await slurm.sacctmgr("-nP", "show", "assoc", "format=account,user")).stdout).not.toContain("emma");
  expect(await site.run("offboard", "emma", "--yes")).toMatchObject({ code: 0 });
  expect(await choosePassword(link)).toMatchObject({ status: 403 });
  expect((await site.run("reconcile")).stdout).not.toContain("emma:");

  expect(await site.run("offboard", "emma", "--yes", "--erase")).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/\bemma\b.*\d{4}-\d\d-\d\d/),
  });
  await site.database.query(
    "update accounts set removed_at = now() - interval '31 days' where username = 'emma'",
  );
  const erased = await site.run("offboard", "emma", "--yes", "--erase");
  const systems = erased.stdout
    .trim()
    .split("\n")
    .map((line) => line.split(":")[0]);
  expect(systems).toEqual(["LDAP", "OpenStack", "Slurm", "Mailing list"]);
  expect(await eye.get("/users?name=emma")).toMatchObject({ users: [] });
  expect(await site.slapd?.search("(uid=emma)", "dn")).toBe("");
  expect(await site.run("offboard", "nobody", "--yes")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("nobody"),
  });
  const answer = await answerToCommand(site, "U0NOETHER", "C0GENERAL", "/acct request");
  expect(readText(answer)).toContain("help@example.org");
}, 240_000);

it("`acct doctor` checks each of the systems", async () => {
  const { stdout } = await site.run("doctor");
  for (const system of ["OpenStack", "Slurm", "Mailing list"]) {
    expect(stdout).toMatch(new RegExp(`^ok {4}${system}: `, "m"));
  }
});

it("A dry run shows what would be created, but nothing is created until acct starts without it", async () => {
  const dry = await site.start({ ACCT_DRY_RUN: "1" });
  const other = site.processes[0];
  await other?.stop();
  await importRows(site, [{ email: "dry@example.org", givenName: "Dru", familyName: "Dry" }]);
  await approveAsAdmin(site, "Dru Dry");
  await untilRequest(site, "Dru Dry", { waitsFor: "pi" });
  await approveAsPi(site, "Dru Dry");
  const card = await untilRequest(site, "Dru Dry", { waitsFor: "dry-run" });
  expect(readText(card)).toMatch(/LDAP: .*uid=ddry\b/);
  expect(await site.slapd?.search("(uid=ddry)", "dn")).toBe("");
  await dry.stop();
  await site.start();
  await untilEmail(site, "dry@example.org", "welcome");
  expect(await site.slapd?.search("(uid=ddry)", "dn")).toContain("uid=ddry");
  expect(adminCard(site, "Dru Dry")).toBeTruthy();
});

it("/readyz lists each system, and says what is wrong with the ones that are down", async () => {
  const systems = async () => {
    const second = await site.start();
    const { dependencies } = (await (await fetch(`${second.url}/readyz`)).json()) as {
      dependencies: { name: string; ok: boolean; problem?: string }[];
    };
    await second.stop();
    return dependencies.filter(({ name }) => ["OpenStack", "Slurm", "Mailing list"].includes(name));
  };
  expect(await systems()).toMatchObject([
    { name: "OpenStack", ok: true },
    { name: "Slurm", ok: true },
    { name: "Mailing list", ok: true },
  ]);
  await Promise.all([keystone.stop(), slurm.stop(), rm(`${list}-check`)]);
  expect(await systems()).toEqual([
    expect.objectContaining({ name: "OpenStack", ok: false, problem: expect.stringContaining("Keystone") }),
    expect.objectContaining({ name: "Slurm", ok: false, problem: expect.any(String) }),
    expect.objectContaining({ name: "Mailing list", ok: false, problem: expect.stringContaining("-check") }),
  ]);
});
