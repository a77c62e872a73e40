import { chmod, rm, writeFile } from "node:fs/promises";
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
  textOf,
  untilCardSays,
  untilMail,
  untilTold,
  whisperTo,
} from "../../dev/local-stack/people.ts";
import { startSlurm } from "../../dev/local-stack/slurm.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { eyeOn } from "../keystone-inspector.ts";
import { importRows } from "./import-rows.ts";
import { astro, newSite } from "./new-site.ts";

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
        remove: await script("remove", `sed -i "/^$who$/d" ${list}`),
      },
    ] as unknown as object,
  },
});
afterAll(async () => {
  await site.stop();
  await Promise.all([keystone.stop(), slurm.stop()]);
});
const eye = eyeOn(keystone);

describe("a site with OpenLDAP, OpenStack, Slurm and a script of its own", () => {
  it("shows on the card what approval makes in each, makes it, and the person gets into all of them", async () => {
    await site.start();
    expect(await ask(site, "U0AMY", { username: "amy" })).toBe("closed");
    const card = await untilCardSays(site, "Amy Ash", "waits for an admin");
    for (const change of [
      "LDAP: person uid=amy (new)",
      "LDAP: group astro, +amy",
      "OpenStack: project astro (new), member: amy",
      "OpenStack: user amy (new)",
      "Slurm: account astro (new), user amy",
      "Mailing list: subscribes amy",
    ]) {
      expect(textOf(card)).toContain(change);
    }
    await approveAsAdmin(site, "Amy Ash");
    await approveAsPi(site, "Amy Ash");
    const link = linkIn(await untilMail(site, "amy@example.org", /ready: choose/));
    expect(await choosePassword(link, { password: PASSWORD, confirm_password: PASSWORD })).toMatchObject({
      status: 200,
    });

    expect(await site.slapd?.whoami(`uid=amy,${LDAP.peopleDn}`, PASSWORD)).toMatchObject({ code: 0 });
    expect(await keystone.tokenOf("amy", PASSWORD, "astro")).toEqual(expect.any(String));
    const { stdout } = await slurm.sacctmgr("-nP", "show", "assoc", "format=account,user,fairshare");
    expect(stdout).toContain("astro|amy|10");
    const id = /Request (\d+)/.exec(adminCard(site, "Amy Ash")?.text ?? "")?.[1];
    await site.sandbox.command({ user: "U0ADA", channel: ADMIN_CHANNEL, text: `/acct status ${id}` });
    await whisperTo(site, "U0ADA", ADMIN_CHANNEL, /Mailing list: subscribed amy/);
  });

  it("`acct reconcile` finds nothing, then what was changed by hand, mends what is missing, and leaves the rest to people", async () => {
    expect(await site.run("reconcile")).toMatchObject({
      code: 0,
      stdout: "",
    });
    const { users } = await eye.get<{ users: { id: string }[] }>("/users?name=amy");
    await eye.send("DELETE", `/users/${users[0]?.id}`);
    await slurm.sacctmgr("-i", "delete", "user", "name=amy");
    const found = await site.run("reconcile");
    expect(found).toMatchObject({ code: 1 });
    expect(found.stdout).toContain("amy: OpenStack: user amy is missing\n");
    expect(found.stdout).toContain("amy: Slurm: user amy is not in the account astro\n");
    expect(found.stdout).toContain("2 left to look at.");

    const mended = await site.run("reconcile", "--fix");
    expect(mended.stdout).toContain("amy: OpenStack: user amy is missing (mended)");
    expect(mended).toMatchObject({ code: 0 });
    expect(await site.run("reconcile")).toMatchObject({ code: 0 });
    await eye.send(
      "PATCH",
      `/users/${(await eye.get<{ users: { id: string }[] }>("/users?name=amy")).users[0]?.id}`,
      {
        user: { email: "else@example.org" },
      },
    );
    const different = await site.run("reconcile", "--fix");
    expect(different.stdout).toMatch(
      /amy: OpenStack: user amy has the address else@example.org.*\(not mended\)/,
    );
    expect(different.code).toBe(1);
  });

  it("`acct plan` says what would be made, and writes nothing", async () => {
    await ask(site, "U0BEN", { username: "ben" });
    const [, id = ""] =
      /Request (\d+)/.exec((await untilCardSays(site, "Ben Birch", "waits for an admin")).text) ?? [];
    const { stdout } = await site.run("plan", id);
    expect(stdout).toContain("OpenStack: project astro, member: ben\n");
    expect(stdout).toContain("Slurm: account astro, user ben\n");
    expect(await site.run("plan", "99")).toMatchObject({ code: 1, stderr: "There is no request 99.\n" });
    expect((await eye.get<{ users: unknown[] }>("/users?name=ben")).users).toEqual([]);
  });

  it("a name that somebody has in one of the systems refuses the request before anything is made anywhere", async () => {
    await eye.send("POST", "/users", {
      user: { name: "zoe", email: "other@example.org", domain_id: "default" },
    });
    await ask(site, "U0ZOE", { username: "zoe" });
    const told = await untilTold(site, "U0ZOE", /The username zoe is taken/);
    expect(textOf(told)).not.toContain("other@example.org");
    expect(await site.slapd?.search("(uid=zoe)", "dn")).toBe("");
  });
});

describe("between the approval and the making", () => {
  it("a request comes back for a fresh look when more would be made than was approved", async () => {
    await approveAsAdmin(site, "Ben Birch");
    await untilCardSays(site, "Ben Birch", "waits for Henrik Hopper");
    const { projects } = await eye.get<{ projects: { id: string }[] }>("/projects?name=astro");
    await eye.send("DELETE", `/projects/${projects[0]?.id}`);
    await approveAsPi(site, "Ben Birch");
    await untilCardSays(site, "Ben Birch", "the world has changed");
    const card = await untilCardSays(site, "Ben Birch", /\*State\*\nwaits for an admin/);
    expect(textOf(card)).toContain("OpenStack: project astro (new), member: ben");
    expect(hasButton(card, "approve")).toBe(true);
    await approveAsAdmin(site, "Ben Birch");
    await untilCardSays(site, "Ben Birch", "waits for the person to choose a password", 30_000);
  });

  it("a request whose account somebody made by hand closes as satisfied, and its person is told", async () => {
    await importRows(site, [{ 4: "hana@example.org", 5: "Hana", 6: "Hand" }]);
    await approveAsAdmin(site, "Hana Hand");
    await untilCardSays(site, "Hana Hand", "waits for Henrik Hopper");
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
    await untilCardSays(site, "Hana Hand", "nothing to do: hana@example.org has the account hana in LDAP");
    await untilMail(site, "hana@example.org", /is closed: it is there already/);
  });
});

it("`acct offboard` shuts somebody out of every system, ends their links, and deletes only long after", async () => {
  await ask(site, "U0NOETHER", { username: "emma" });
  await approveAsAdmin(site, "Emma Noether");
  await approveAsPi(site, "Emma Noether");
  const link = linkIn(await untilMail(site, "noether@example.org", /ready: choose/));
  expect((await site.run("offboard", "emma", "--yes", "--erase")).stderr).toBe(
    "emma was not offboarded yet: run acct offboard emma first.\n",
  );
  const removed = await site.run("offboard", "emma", "--yes");
  expect(removed.stdout).toContain("LDAP, astro: uid=emma cannot log in and is not in astro any more\n");
  expect(removed.stdout).toContain("OpenStack, astro: user emma is disabled");
  expect(removed.stdout).toContain("Slurm, astro: user emma is not in the account astro any more\n");
  expect(await site.run("offboard", "emma", "--yes")).toMatchObject({ code: 0 });
  expect(await choosePassword(link)).toMatchObject({ status: 403, page: expect.stringContaining("expired") });
  expect((await site.run("reconcile")).stdout).not.toContain("emma:");

  expect((await site.run("offboard", "emma", "--yes", "--erase")).stderr).toMatch(
    /may be deleted on \d{4}-\d\d-\d\d/,
  );
  await site.database.query(
    "update accounts set removed_at = now() - interval '31 days' where username = 'emma'",
  );
  const erased = await site.run("offboard", "emma", "--yes", "--erase");
  expect(erased.stdout).toBe(
    "LDAP: uid=emma is deleted\nOpenStack: user emma is deleted\nSlurm: nothing to delete\nMailing list: nothing to delete\n",
  );
  expect(await site.slapd?.search("(uid=emma)", "dn")).toBe("");
  expect(await site.run("offboard", "nobody", "--yes")).toMatchObject({
    code: 1,
    stderr: "There is no account nobody.\n",
  });
  expect(await ask(site, "U0NOETHER")).toBe("closed");
  await untilTold(site, "U0NOETHER", /The account emma of noether@example.org was deleted/);
});

it("`acct doctor` tries each of the systems", async () => {
  const { stdout } = await site.run("doctor");
  for (const system of ["OpenStack", "Slurm", "Mailing list"]) {
    expect(stdout).toMatch(new RegExp(`^ok {4}${system}: answers, and takes us$`, "m"));
  }
});

it("A dry run looks at everything and makes nothing, until it is started for real", async () => {
  const dry = await site.start({ ACCT_DRY_RUN: "1" });
  const other = site.processes[0];
  await other?.stop();
  await importRows(site, [{ 4: "dry@example.org", 5: "Dru", 6: "Dry" }]);
  await approveAsAdmin(site, "Dru Dry");
  await untilCardSays(site, "Dru Dry", "waits for Henrik Hopper");
  await approveAsPi(site, "Dru Dry");
  const card = await untilCardSays(site, "Dru Dry", "waits for the end of the dry run; it would make");
  expect(textOf(card)).toContain("LDAP: person uid=ddry (new)");
  expect(await site.slapd?.search("(uid=ddry)", "dn")).toBe("");
  await dry.stop();
  await site.start();
  await untilMail(site, "dry@example.org", /ready: choose/);
  expect(await site.slapd?.search("(uid=ddry)", "dn")).toContain("uid=ddry");
  expect(adminCard(site, "Dru Dry")).toBeTruthy();
});

it("/readyz names each system, and the one that is down with what is wrong", async () => {
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
