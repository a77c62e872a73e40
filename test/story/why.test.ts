import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { startKeystone } from "../../dev/local-stack/keystone.ts";
import { LDAP } from "../../dev/local-stack/ldap-names.ts";
import {
  approveAsAdmin,
  approveAsPi,
  ask,
  choosePassword,
  linkIn,
  readText,
} from "../../dev/local-stack/people.ts";
import { startSlurm } from "../../dev/local-stack/slurm.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { eyeOn } from "../keystone-inspector.ts";
import { astro, newSite } from "./new-site.ts";
import { untilEmail, untilRequest } from "./until.ts";
import { answerToCommand, hasAction } from "./until-more.ts";

/* Amy has an account in every system. Then someone breaks one thing there, with the system's own tools. */

const folder = inject("folder");
const [keystone, slurm] = await Promise.all([
  startKeystone({ folder: join(folder, "why-keystone") }),
  startSlurm({ folder: join(folder, "why-slurm") }),
]);
const { SLURM_CONF, LD_LIBRARY_PATH } = slurm.env;
const libraries = LD_LIBRARY_PATH ? [`LD_LIBRARY_PATH=${LD_LIBRARY_PATH}`] : [];
const site = await newSite({
  entries: `${astro}
dn: uid=cara,${LDAP.peopleDn}
objectClass: inetOrgPerson
uid: cara
cn: Cara Clay
sn: Clay
userPassword: another password
`,
  passwordAccess: "write",
  variables: { OPENSTACK_PASSWORD: keystone.admin.password },
  settings: {
    openstack: { authUrl: keystone.url, username: keystone.admin.username },
    slurm: { command: ["/usr/bin/env", `SLURM_CONF=${SLURM_CONF}`, ...libraries, slurm.sacctmgrPath] },
  },
});
afterAll(async () => {
  await site.stop();
  await Promise.all([keystone.stop(), slurm.stop()]);
});
const eye = eyeOn(keystone);
const PASSWORD = "quiet otters read 9 maps";

async function setPassword(email: string) {
  const link = linkIn(await untilEmail(site, email, "welcome"));
  await choosePassword(link, { password: PASSWORD, confirm_password: PASSWORD });
}

beforeAll(async () => {
  await site.start();
  await ask(site, "U0AMY", { username: "amy" });
  await approveAsAdmin(site, "Amy Ash");
  await approveAsPi(site, "Amy Ash");
  await setPassword("amy@example.org");
  await untilRequest(site, "Amy Ash", { waitsFor: "closing-time" });
});

/** What `acct why` says is missing first: the line after the list. */
async function firstMissing(...words: string[]) {
  const { code, stdout, stderr } = await site.run("why", ...words);
  const lines = stdout.split("\n");
  return { code, first: lines[lines.indexOf("") + 1] ?? "", list: lines, stderr };
}

const DN = `uid=amy,${LDAP.peopleDn}`;
const change = (dn: string, ...changes: string[]) =>
  site.slapd?.modify(`dn: ${dn}\nchangetype: modify\n${changes.join("\n-\n")}\n`);
const replace = (attribute: string, value?: string) =>
  change(DN, value === undefined ? `delete: ${attribute}` : `replace: ${attribute}\n${attribute}: ${value}`);
const astroDn = "cn=astro,ou=groups,dc=example,dc=org";

const userId = async () => (await eye.get<{ users: { id: string }[] }>("/users?name=amy")).users[0]?.id;
const projectId = async () =>
  (await eye.get<{ projects: { id: string }[] }>("/projects?name=astro")).projects[0]?.id;
const roleId = async () => (await eye.get<{ roles: { id: string }[] }>("/roles?name=member")).roles[0]?.id;
const setRole = async (method: "PUT" | "DELETE") =>
  eye.send(method, `/projects/${await projectId()}/users/${await userId()}/roles/${await roleId()}`);
const setUser = async (user: object) => eye.send("PATCH", `/users/${await userId()}`, { user });
const setProject = async (project: object) =>
  eye.send("PATCH", `/projects/${await projectId()}`, { project });
const setLimits = (...limits: string[]) =>
  slurm.sacctmgr("-i", "modify", "user", "where", "name=amy", "account=astro", "set", ...limits);
const fix = () => site.run("reconcile", "--fix");

/** What someone did in a system, and the one right answer; then it is put right again. */
interface World {
  readonly title: string;
  break(): Promise<unknown> | undefined;
  repair(): Promise<unknown> | undefined;
  readonly answer: RegExp;
}

const worlds: readonly World[] = [
  {
    title: "the shell in LDAP lets no one in",
    break: () => replace("loginShell", "/usr/sbin/nologin"),
    repair: () => replace("loginShell", "/bin/bash"),
    answer: /: LDAP: .*\/usr\/sbin\/nologin/,
  },
  {
    title: "the account in LDAP has expired",
    break: () =>
      change(DN, "add: objectClass\nobjectClass: shadowAccount", "add: shadowExpire\nshadowExpire: 100"),
    repair: () => replace("shadowExpire"),
    answer: /: LDAP: .*shadowExpire.*\b100\b/,
  },
  {
    title: "an admin has locked the account in LDAP",
    break: () => replace("pwdAccountLockedTime", "000001010000Z"),
    repair: () => replace("pwdAccountLockedTime"),
    answer: /: LDAP: .*pwdAccountLockedTime.*000001010000Z/,
  },
  {
    title: "the account in LDAP is locked after wrong passwords",
    break: () => replace("pwdAccountLockedTime", "20280306120000Z"),
    repair: () => replace("pwdAccountLockedTime"),
    answer: /: LDAP: .*pwdAccountLockedTime.*20280306120000Z.*password/,
  },
  {
    title: "someone was taken out of the group in LDAP",
    break: () => change(astroDn, "delete: memberUid\nmemberUid: amy"),
    repair: () => change(astroDn, "add: memberUid\nmemberUid: amy"),
    answer: /: LDAP: .*amy.*\bastro\b/,
  },
  {
    title: "the password in LDAP is gone",
    break: () => replace("userPassword"),
    repair: () => replace("userPassword", PASSWORD),
    answer: /: LDAP: .*amy.*password/,
  },
  {
    title: "the group of the project in LDAP is gone",
    break: () => site.slapd?.modify(`dn: ${astroDn}\nchangetype: delete\n`),
    repair: fix,
    answer: /: LDAP: .*group astro/,
  },
  {
    title: "the user in OpenStack is disabled",
    break: () => setUser({ enabled: false }),
    repair: () => setUser({ enabled: true }),
    answer: /: OpenStack: .*amy.*disabled/,
  },
  {
    title: "the user in OpenStack has lost their role",
    break: () => setRole("DELETE"),
    repair: () => setRole("PUT"),
    answer: /: OpenStack: .*amy.*\bmember\b.*\bastro\b/,
  },
  {
    title: "the project in OpenStack is disabled",
    break: () => setProject({ enabled: false }),
    repair: () => setProject({ enabled: true }),
    answer: /: OpenStack: .*\bastro\b.*disabled/,
  },
  {
    title: "the project in OpenStack is gone",
    break: async () => eye.send("DELETE", `/projects/${await projectId()}`),
    repair: fix,
    answer: /: OpenStack: .*project astro/,
  },
  {
    title: "the user in OpenStack is gone",
    break: async () => eye.send("DELETE", `/users/${await userId()}`),
    repair: fix,
    answer: /: OpenStack: .*user amy/,
  },
  {
    title: "Slurm starts no jobs of theirs",
    break: () => setLimits("maxjobs=0"),
    repair: () => setLimits("maxjobs=-1"),
    answer: /: Slurm: .*amy.*\bastro\b.*maxjobs/,
  },
  {
    title: "Slurm accepts no jobs of theirs",
    break: () => setLimits("maxsubmitjobs=0"),
    repair: () => setLimits("maxsubmitjobs=-1"),
    answer: /: Slurm: .*amy.*\bastro\b.*maxsubmitjobs/,
  },
  {
    title: "someone is shut out in Slurm",
    break: () => setLimits("grpjobs=0", "grpsubmitjobs=0"),
    repair: () => setLimits("grpjobs=-1", "grpsubmitjobs=-1"),
    answer: /: Slurm: .*amy.*\bastro\b.*GrpJobs/,
  },
  {
    title: "someone is in another account in Slurm only",
    break: async () => {
      await slurm.sacctmgr("-i", "add", "account", "name=physics", "parent=root");
      await slurm.sacctmgr("-i", "add", "user", "name=amy", "account=physics");
      await slurm.sacctmgr("-i", "modify", "user", "where", "name=amy", "set", "defaultaccount=physics");
      await slurm.sacctmgr("-i", "delete", "user", "name=amy", "account=astro");
    },
    repair: fix,
    answer: /: Slurm: .*amy.*account astro/,
  },
  {
    title: "Slurm doesn't know the user",
    break: () => slurm.sacctmgr("-i", "delete", "user", "name=amy"),
    repair: fix,
    answer: /: Slurm: .*user amy/,
  },
];

describe("`acct why` names the first thing that is missing, as the system itself shows it", () => {
  it("finds nothing while everything is there", async () => {
    expect(await firstMissing("amy", "astro")).toMatchObject({ code: 0 });
  });

  it.for(worlds.map((world) => [world.title, world] as const))("%s", async ([, world]) => {
    await world.break();
    const found = await firstMissing("amy");
    await world.repair();
    expect(found).toMatchObject({ code: 1, first: expect.stringMatching(world.answer) });
  });

  it("finds nothing once everything was put right", async () => {
    expect(await firstMissing("amy")).toMatchObject({ code: 0 });
  });
});

it("someone who asks in the chat reads one sentence about the system, and an admin sees every link", async () => {
  await replace("loginShell", "/usr/sbin/nologin");
  const own = readText(await answerToCommand(site, "U0AMY", "C0GENERAL", "/acct why"));
  expect(own).toContain("LDAP");
  expect(own).not.toMatch(/nologin|OpenStack|Slurm/);
  expect(own).toContain("help@example.org");
  const all = readText(await answerToCommand(site, "U0ADA", ADMIN_CHANNEL, "/acct why amy"));
  for (const part of ["/usr/sbin/nologin", "OpenStack", "Slurm"]) expect(all).toContain(part);
  const other = readText(await answerToCommand(site, "U0BEN", "C0GENERAL", "/acct why amy astro"));
  expect(other).not.toMatch(/nologin|LDAP/);
  await replace("loginShell", "/bin/bash");
});

describe("and as acct itself knows it", () => {
  it("a request waits for an admin, then for the PI, then for the password", async () => {
    await ask(site, "U0BEN", { username: "ben" });
    await untilRequest(site, "Ben Birch", { waitsFor: "admin" });
    expect((await firstMissing("ben")).first).toMatch(/: acct: .*admin/);
    await approveAsAdmin(site, "Ben Birch");
    await untilRequest(site, "Ben Birch", { waitsFor: "pi" });
    expect((await firstMissing("ben")).first).toMatch(/: acct: .*Henrik Hopper/);
    await approveAsPi(site, "Ben Birch");
    await untilRequest(site, "Ben Birch", { waitsFor: "password" });
    expect((await firstMissing("ben")).first).toMatch(/: acct: .*ben.*password/);
    const link = await answerToCommand(site, "U0BEN", "C0GENERAL", "/acct why");
    expect(hasAction(link, "reset-password")).toBe(true);
  });

  it("someone isn't in the project that they name", async () => {
    expect(await firstMissing("amy", "comets")).toMatchObject({
      code: 1,
      first: expect.stringMatching(/: acct: .*comets/),
    });
  });

  it("someone is suspended, then has no password, then was offboarded", async () => {
    expect(await site.run("suspend", "amy", "--yes")).toMatchObject({ code: 0, stderr: "" });
    expect((await firstMissing("amy")).first).toMatch(/: acct: amy.*suspended/);
    expect(await site.run("resume", "amy")).toMatchObject({ code: 0, stderr: "" });
    await expect.poll(async () => (await firstMissing("amy")).first).toMatch(/: acct: amy.*password/);
    expect(await site.run("offboard", "amy", "--yes")).toMatchObject({ code: 0 });
    expect((await firstMissing("amy")).first).toMatch(/: acct: amy.*offboarded/);
  });

  it("no one knows a name that was mistyped", async () => {
    expect(await firstMissing("nobody")).toMatchObject({
      code: 2,
      list: [""],
      stderr: expect.stringContaining("nobody"),
    });
  });
});
