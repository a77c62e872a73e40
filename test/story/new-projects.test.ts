import { join } from "node:path";
import { afterAll, describe, expect, inject, it } from "vitest";
import { startOpenStack } from "../../dev/local-stack/openstack.ts";
import { approveAsAdmin, ask, fill, hasButton, press, readText } from "../../dev/local-stack/people.ts";
import { startSlurm } from "../../dev/local-stack/slurm.ts";
import { openStackQuotas } from "../../src/provisioners/openstack/open-stack-quotas.ts";
import { eyeOn } from "../keystone-inspector.ts";
import { changeRequests } from "./change-requests.ts";
import { astro, newSite, type TestSite } from "./new-site.ts";
import { untilDirectMessage, untilRequest } from "./until.ts";
import { answerToCommand } from "./until-more.ts";

const folder = inject("folder");
const [cloud, slurm] = await Promise.all([
  startOpenStack({ folder: join(folder, "new-projects-openstack") }),
  startSlurm({ folder: join(folder, "new-projects-slurm") }),
]);
const { SLURM_CONF, LD_LIBRARY_PATH } = slurm.env;
const libraries = LD_LIBRARY_PATH ? [`LD_LIBRARY_PATH=${LD_LIBRARY_PATH}`] : [];
const site = await newSite({
  entries: astro,
  variables: { OPENSTACK_PASSWORD: cloud.keystone.admin.password },
  settings: {
    openstack: { authUrl: cloud.keystone.url, username: cloud.keystone.admin.username },
    slurm: { command: ["/usr/bin/env", `SLURM_CONF=${SLURM_CONF}`, ...libraries, slurm.sacctmgrPath] },
    newProjects: {
      quotas: { openstack: { cores: 12, ram: 48 }, slurm: { grptres: "cpu=64,mem=2048G", grpjobs: 40 } },
    },
  },
});
const withoutDirectory = await newSite({ withLdap: false });
afterAll(async () => {
  await Promise.all([site.stop(), withoutDirectory.stop()]);
  await Promise.all([cloud.stop(), slurm.stop()]);
});
const eye = eyeOn(cloud.keystone);
const quotas = openStackQuotas({
  authUrl: cloud.keystone.url,
  ...cloud.keystone.admin,
  project: "admin",
  domain: "Default",
  interface: "public",
  maxConcurrent: 4,
});

const quotasOf = (name: string) => quotas.readQuotas({ name, adopted: true });
async function limitsOf(account: string) {
  const format = "format=account,user,grptres,grpjobs";
  const { stdout } = await slurm.sacctmgr("-nP", "show", "assoc", "where", `account=${account}`, format);
  return stdout.split("\n").find((line) => line.startsWith(`${account}||`));
}

/** Opens the form with the button that a command answers with, and submits it. */
async function found(
  { sandbox, ...rest }: TestSite,
  user: string,
  command: string,
  values: Record<string, string>,
) {
  const answer = await answerToCommand({ sandbox, ...rest }, user, "C0GENERAL", command);
  await sandbox.press({ user, channel: "C0GENERAL", ts: answer.ts, actionId: "request-project" });
  return fill({ sandbox, ...rest }, user, values);
}

/** Skips the time until a waiting request checks again. */
const passTime = () =>
  changeRequests(site.database, {
    where: "stage = 'verify-member' and status = 'waiting'",
    set: "run_at = now()",
  });

const description = "Rocks that fell from the sky";

describe("With default quotas for new projects", () => {
  it("a project that comes with a new account gets them in OpenStack and Slurm, and the card shows them", async () => {
    await site.start();
    expect(await ask(site, "U0AMY", { projectKind: "new", project: "alchemy", pi: "" })).toBe("closed");
    const card = readText(await untilRequest(site, "alchemy", { waitsFor: "admin" }));
    expect(card).toMatch(/OpenStack: .*alchemy.*cores 12, RAM \(GB\) 48 \(new\)/);
    expect(card).toMatch(/Slurm: .*alchemy.*grptres=cpu=64,mem=2048G grpjobs=40 \(new\)/);
    await approveAsAdmin(site, "alchemy");
    await untilRequest(site, "alchemy", { waitsFor: "password" });
    expect(await quotasOf("alchemy")).toMatchObject({ cores: 12, ram: 48, instances: 10 });
    expect(await limitsOf("alchemy")).toBe("alchemy||cpu=64,mem=2T|40");
  });

  it("someone with an account founds a project, which has the founder as its PI and member, a description, and the quotas", async () => {
    expect(await found(site, "U0AMY", "/acct request", { project: "meteors", description })).toBe("closed");
    const card = readText(await untilRequest(site, "meteors", { waitsFor: "admin" }));
    for (const change of [
      /LDAP: group meteors \(new\)/,
      /OpenStack: project meteors \(new\)/,
      /OpenStack: .*meteors.*cores 12, RAM \(GB\) 48 \(new\)/,
      /Slurm: account meteors \(new\)/,
      /registry: amy@example\.org becomes the PI of meteors/,
    ])
      expect(card).toMatch(change);
    expect(card).toContain(description);
    await approveAsAdmin(site, "meteors");
    await untilRequest(site, "meteors", { waitsFor: "closing-time" });
    await untilDirectMessage(site, "U0AMY", "joined");

    expect(await quotasOf("meteors")).toMatchObject({ cores: 12, ram: 48 });
    expect(await limitsOf("meteors")).toBe("meteors||cpu=64,mem=2T|40");
    const group = await site.slapd?.search("(cn=meteors)", "memberUid", "description");
    expect(group).toContain("memberUid: aash");
    expect(group).toContain(`description: ${description}`);
    const { projects } = await eye.get<{ projects: { description: string; tags: string[] }[] }>(
      "/projects?name=meteors",
    );
    expect(projects).toMatchObject([{ description, tags: ["made-by-acct"] }]);
    expect(
      await site.database.query(
        "select j.description, m.role, a.username from projects j join memberships m on m.project_id = j.id left join accounts a on a.id = m.account_id where j.name = 'meteors'",
      ),
    ).toEqual([{ description, role: "pi", username: "aash" }]);
  });

  it("someone who joins doesn't reset quotas that were changed since", async () => {
    await quotas.writeQuotas({ name: "alchemy", adopted: true }, { cores: 30 });
    await slurm.sacctmgr("-i", "modify", "account", "where", "name=alchemy", "set", "grpjobs=90");
    expect(await ask(site, "U0BEN", { project: "alchemy", pi: "U0AMY" })).toBe("closed");
    await approveAsAdmin(site, "Ben Birch");
    await press(site, "U0AMY", "approve", "Ben Birch", "D0AMY");
    await untilRequest(site, "Ben Birch", { waitsFor: "password" });
    expect(await quotasOf("alchemy")).toMatchObject({ cores: 30, ram: 48 });
    expect(await limitsOf("alchemy")).toBe("alchemy||cpu=64,mem=2T|90");
  });

  it("a PI whom the founder names is asked, sees what would be created, and becomes the PI", async () => {
    const values = { project: "comets", description: "Tails", pi: "U0HOPPER" };
    expect(await found(site, "U0BEN", "/acct join comets", values)).toBe("closed");
    await untilRequest(site, "comets", { waitsFor: "admin" });
    await approveAsAdmin(site, "comets");
    await untilRequest(site, "comets", { waitsFor: "pi" });
    const asked = await press(site, "U0HOPPER", "approve", "comets", "D0HOPPER");
    expect(readText(asked)).toContain("cores 12");
    await untilRequest(site, "comets", { waitsFor: "closing-time" });
    expect(
      await site.database.query(
        "select p.email, m.role from projects j join memberships m on m.project_id = j.id join people p on p.id = m.person_id where j.name = 'comets' order by 1",
      ),
    ).toEqual([
      { email: "ben@example.org", role: "member" },
      { email: "hopper@example.org", role: "pi" },
    ]);
  });
});

describe("If two people ask for one name", () => {
  const askBoth = async (name: string) => {
    expect(await found(site, "U0AMY", `/acct join ${name}`, { description })).toBe("closed");
    await untilRequest(site, `Amy Ash, ${name}`, { waitsFor: "admin" });
    expect(await found(site, "U0BEN", `/acct join ${name}`, { description })).toBe("closed");
    const waiting = await untilDirectMessage(site, "U0BEN", "waiting-for-project");
    expect(readText(waiting)).toContain(name);
  };

  it("the second waits, and then reads that the name is taken: nobody becomes a member of someone else's project unasked", async () => {
    await askBoth("geodes");
    await approveAsAdmin(site, "geodes");
    await untilRequest(site, "Amy Ash, geodes", { waitsFor: "closing-time" });
    await passTime();
    const told = readText(await untilDirectMessage(site, "U0BEN", "refused"));
    expect(told).toContain("geodes");
    expect(await site.slapd?.search("(cn=geodes)", "memberUid")).not.toContain("bbirch");
    expect(
      await site.database.query("select status from requests where project = 'geodes' order by id"),
    ).toEqual([{ status: "waiting" }, { status: "refused" }]);
  });
});

describe("Without a directory, someone who wants to join a project that the registry doesn't know", () => {
  it("is told so, and can ask for it as a new one", async () => {
    await withoutDirectory.start();
    expect(await ask(withoutDirectory, "U0ZOE", { projectKind: "new", project: "maps", pi: "" })).toBe(
      "closed",
    );
    await approveAsAdmin(withoutDirectory, "maps");
    await untilRequest(withoutDirectory, "maps", { waitsFor: "closing-time" });
    const answer = await answerToCommand(withoutDirectory, "U0ZOE", "C0GENERAL", "/acct join geology");
    expect(hasButton(answer, "request-project")).toBe(true);
    expect(await withoutDirectory.database.query("select 1 from requests where project = 'geology'")).toEqual(
      [],
    );
    expect(await found(withoutDirectory, "U0ZOE", "/acct join geology", { description })).toBe("closed");
    await approveAsAdmin(withoutDirectory, "geology");
    await untilRequest(withoutDirectory, "geology", { waitsFor: "closing-time" });
  });
});
