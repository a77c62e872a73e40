import { join } from "node:path";
import { afterAll, expect, inject, it } from "vitest";
import {
  approveAsAdmin,
  approveAsPi,
  ask,
  press,
  pressAndFill,
  readText,
} from "../../dev/local-stack/people.ts";
import { startSlurm } from "../../dev/local-stack/slurm.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { astro, newSite } from "./new-site.ts";
import { untilDirectMessage, untilEmail, untilEvent, untilRequest } from "./until.ts";

const slurm = await startSlurm({ folder: join(inject("folder"), "groups-slurm") });
const { SLURM_CONF, LD_LIBRARY_PATH } = slurm.env;
const libraries = LD_LIBRARY_PATH ? [`LD_LIBRARY_PATH=${LD_LIBRARY_PATH}`] : [];
const group = (name: string, gidNumber: number) => `dn: cn=${name},ou=groups,dc=example,dc=org
objectClass: posixGroup
cn: ${name}
gidNumber: ${gidNumber}
`;
const site = await newSite({
  entries: [astro, group("gpu-users", 5101), group("robots", 5102)].join("\n"),
  settings: {
    slurm: { command: ["/usr/bin/env", `SLURM_CONF=${SLURM_CONF}`, ...libraries, slurm.sacctmgrPath] },
    groups: { "robot-owners": ["noether@example.org"] },
    otherGroups: [
      { name: "gpu-users", title: "GPU users", system: "ldap" },
      { name: "robots", title: "Robot lab", system: "ldap", decider: { group: "robot-owners" } },
      { name: "bigmem", title: "Large memory", system: "slurm" },
    ] as unknown as object,
  },
});
const { sandbox } = site;
afterAll(async () => {
  await site.stop();
  await slurm.stop();
});
await slurm.sacctmgr("-i", "add", "account", "name=bigmem", "organization=campus");
for (const user of ["U0NOETHER"]) sandbox.workspace.channels.get(ADMIN_CHANNEL)?.members.add(user);
await site.start();

const membersOf = async (name: string) => {
  const stdout = (await site.slapd?.search(`(cn=${name})`, "memberUid")) ?? "";
  return [...stdout.matchAll(/^memberUid: (.*)$/gm)].map(([, uid = ""]) => uid);
};
const associations = async () => (await slurm.sacctmgr("-nP", "show", "assoc", "format=account,user")).stdout;

it("Someone asks for groups besides their project: the cards name them, each decider decides, and they are added everywhere", async () => {
  const groups = ["gpu-users", "robots", "bigmem"];
  expect(await ask(site, "U0AMY", { username: "amy", groups: groups as unknown as string })).toBe("closed");
  const card = await untilRequest(site, "Amy Ash", { waitsFor: "admin" });
  for (const line of [
    "LDAP: adds amy to group gpu-users",
    "LDAP: adds amy to group robots",
    "Slurm: adds amy to account bigmem",
  ])
    expect(readText(card)).toContain(line);
  await approveAsAdmin(site, "Amy Ash");
  await untilRequest(site, "Amy Ash", { waitsFor: "admin" });
  await press(site, "U0NOETHER", "approve", "Amy Ash");
  await untilRequest(site, "Amy Ash", { waitsFor: "pi" });
  const forPi = await sandbox.until(() => sandbox.messages("U0HOPPER")[0], "the PI's card");
  expect(readText(forPi)).toContain(groups.join(", "));
  await approveAsPi(site, "Amy Ash");
  await untilEmail(site, "amy@example.org", "welcome");
  for (const name of ["gpu-users", "robots"]) expect(await membersOf(name)).toEqual(["amy"]);
  expect(await associations()).toContain("bigmem|amy");

  const drift = await site.run("reconcile");
  expect(`${drift.stdout}${drift.stderr}`).not.toMatch(/gpu-users|robots|bigmem/);
});

it("If the decider of a group declines, the requester is told, and the rest goes on without it", async () => {
  const groups = ["gpu-users", "robots"];
  expect(await ask(site, "U0BEN", { username: "ben", groups: groups as unknown as string })).toBe("closed");
  await untilRequest(site, "Ben Birch", { waitsFor: "admin" });
  await pressAndFill(site, "U0NOETHER", ["deny", "Ben Birch"], { reason: "The lab is full." });
  await untilEvent(site, "Ben Birch", "amended", "Emma Noether");
  expect(readText(await untilDirectMessage(site, "U0BEN", "group-declined"))).toContain("The lab is full.");
  const card = await untilRequest(site, "Ben Birch", { waitsFor: "admin" });
  expect(readText(card)).toContain("gpu-users");
  expect(readText(card)).not.toContain("adds ben to group robots");
  await approveAsAdmin(site, "Ben Birch");
  await approveAsPi(site, "Ben Birch");
  await untilEmail(site, "ben@example.org", "welcome");
  expect(await membersOf("gpu-users")).toEqual(["amy", "ben"]);
  expect(await membersOf("robots")).toEqual(["amy"]);
});

it("Whoever is offboarded leaves their groups, too", async () => {
  const offboarded = await site.run("offboard", "amy", "--yes");
  expect(offboarded).toMatchObject({ code: 0, stdout: expect.stringMatching(/^LDAP, robots: .*uid=amy/m) });
  expect(await membersOf("robots")).toEqual([]);
  expect(await membersOf("gpu-users")).toEqual(["ben"]);
  expect(await associations()).not.toContain("bigmem|amy");
});
