import { join } from "node:path";
import { afterAll, expect, inject, it } from "vitest";
import {
  approveAsAdmin,
  approveAsPi,
  ask,
  openLink,
  pressAndFill,
  readText,
  sendForm,
} from "../../dev/local-stack/people.ts";
import { startSlurm } from "../../dev/local-stack/slurm.ts";
import { astro, newSite } from "./new-site.ts";
import { untilDirectMessage, untilEmail, untilEvent, untilRequest } from "./until.ts";
import { answerToCommand, untilButton, untilHome, urlIn } from "./until-more.ts";

const slurm = await startSlurm({ folder: join(inject("folder"), "groups-slurm") });
const { SLURM_CONF, LD_LIBRARY_PATH } = slurm.env;
const libraries = LD_LIBRARY_PATH ? [`LD_LIBRARY_PATH=${LD_LIBRARY_PATH}`] : [];
const group = (name: string, gidNumber: number) => `dn: cn=${name},ou=groups,dc=example,dc=org
objectClass: posixGroup
cn: ${name}
gidNumber: ${gidNumber}
`;
const site = await newSite({
  entries: [astro, group("gpu-users", 5101), group("robots", 5102), group("scope", 5103)].join("\n"),
  settings: {
    slurm: { command: ["/usr/bin/env", `SLURM_CONF=${SLURM_CONF}`, ...libraries, slurm.sacctmgrPath] },
    groups: { "robot-owners": ["noether@example.org"], "scope-owners": ["olga@elsewhere.example"] },
    otherGroups: [
      { name: "gpu-users", title: "GPU users", system: "ldap" },
      { name: "robots", title: "Robot lab", system: "ldap", decider: { group: "robot-owners" } },
      { name: "scope", title: "Telescope", system: "ldap", decider: { group: "scope-owners" } },
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
  const asked = await untilButton(site, "U0NOETHER", "approve", "robots");
  await untilHome(site, "U0NOETHER", ({ text }) => text.includes("robots"));
  expect((await answerToCommand(site, "U0NOETHER", "C0GENERAL", "/acct list")).text).toContain("1 request");
  await sandbox.press({ user: "U0NOETHER", channel: "D0NOETHER", ts: asked.ts, actionId: "approve" });
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
  await pressAndFill(site, "U0NOETHER", ["deny", "Ben Birch", "D0NOETHER"], { reason: "The lab is full." });
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

it("A decider who isn't in the chat gets a link by email, and decides about the group only", async () => {
  expect(await ask(site, "U0ZOE", { username: "zoe", groups: ["scope"] as unknown as string })).toBe(
    "closed",
  );
  const link = urlIn(await untilEmail(site, "olga@elsewhere.example", "pi-approval"), "decide");
  const opened = await openLink(link);
  expect(opened.page).toContain("scope");
  expect(opened.page).toContain('value="denied"');
  expect(opened.page).not.toContain('value="reassign"');
  const token = new URL(link).searchParams.get("token") ?? "";
  const fields = new URLSearchParams({ token, verdict: "approved", reason: "", other: "" });
  expect(await sendForm(opened.url, fields)).toMatchObject({ status: 200 });
  await untilEvent(site, "Zoë", "approved", "olga@elsewhere.example");
  expect((await openLink(link)).status).toBe(410);
  await untilRequest(site, "Zoë", { waitsFor: "admin" });
  await approveAsAdmin(site, "Zoë");
  await approveAsPi(site, "Zoë");
  await untilEmail(site, "zoe@example.org", "welcome");
  expect(await membersOf("scope")).toEqual(["zoe"]);
});

it("Whoever is offboarded leaves their groups, too", async () => {
  const offboarded = await site.run("offboard", "amy", "--yes");
  expect(offboarded).toMatchObject({ code: 0, stdout: expect.stringMatching(/^LDAP, robots: .*uid=amy/m) });
  expect(await membersOf("robots")).toEqual([]);
  expect(await membersOf("gpu-users")).toEqual(["ben"]);
  expect(await associations()).not.toContain("bigmem|amy");
});
