import { afterAll, expect, it } from "vitest";
import {
  approveAsAdmin,
  approveAsPi,
  ask,
  fill,
  press,
  pressAndFill,
  readText,
} from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { astro, newSite } from "./new-site.ts";
import { untilDirectMessage, untilEvent, untilRequest } from "./until.ts";
import { requestAbout } from "./until-more.ts";

/** Two more projects that were in the directory before acct. */
const projects = `${astro}
dn: cn=nmr,ou=groups,dc=example,dc=org
objectClass: posixGroup
cn: nmr
gidNumber: 5002

dn: cn=robots,ou=groups,dc=example,dc=org
objectClass: posixGroup
cn: robots
gidNumber: 5102
`;

const site = await newSite({
  entries: projects,
  settings: {
    approvals: { account: ["pi", "admin"] },
    groups: { "robot-owners": ["noether@example.org"] },
    otherGroups: [
      { name: "robots", title: "Robot lab", system: "ldap", decider: { group: "robot-owners" } },
    ] as unknown as object,
    projects: { astro: { pi: "hopper@example.org" }, nmr: { pi: "curie@example.org" } },
  },
});
const { sandbox } = site;
afterAll(() => site.stop());
sandbox.workspace.channels.get(ADMIN_CHANNEL)?.members.add("U0NOETHER");
await site.start();

it("An admin corrects a request that the PI has approved: the new project's PI is asked, and the requester reads what has changed", async () => {
  expect(await ask(site, "U0AMY")).toBe("closed");
  await approveAsPi(site, "Amy Ash");
  await untilRequest(site, "Amy Ash", { waitsFor: "admin" });

  expect(await pressAndFill(site, "U0ADA", ["amend", "Amy Ash"], { username: "root" })).toBe("errors");
  expect(sandbox.modal("U0ADA")?.errors).toEqual({ username: expect.any(String) });
  expect(await fill(site, "U0ADA", { username: "amyash", project: "nmr" })).toBe("closed");

  await untilEvent(site, "Amy Ash, nmr", "corrected", "Ada Okafor");
  const told = await untilDirectMessage(site, "U0AMY", "corrected");
  for (const word of ["astro", "nmr", "aash", "amyash"]) expect(readText(told)).toContain(word);
  await untilRequest(site, "Amy Ash, nmr", { waitsFor: "pi", piUser: "U0CURIE" });
  expect((await requestAbout<{ approvals: unknown[] }>(site, "Amy Ash", "approvals")).approvals).toEqual([]);
  const superseded = await site.database.query("select actor from approvals where superseded_at is not null");
  expect(superseded).toHaveLength(1);

  await approveAsPi(site, "Amy Ash", "U0CURIE");
  const card = await untilRequest(site, "Amy Ash, nmr", { waitsFor: "admin" });
  expect(readText(card)).toContain("project astro → nmr");
  await approveAsAdmin(site, "Amy Ash", "U0GRACE");
  await untilRequest(site, "Amy Ash, nmr", { waitsFor: "password" });
  expect(await site.slapd?.search("(uid=amyash)")).toContain("uid: amyash");
});

it("An added group asks only who decides about it, an end date asks the PI again, and the membership ends on that day", async () => {
  expect(await ask(site, "U0BEN", { username: "ben" })).toBe("closed");
  await approveAsPi(site, "Ben Birch");
  await untilRequest(site, "Ben Birch", { waitsFor: "admin" });

  const groups = ["robots"] as unknown as string;
  expect(await pressAndFill(site, "U0ADA", ["amend", "Ben Birch"], { groups })).toBe("closed");
  await untilEvent(site, "Ben Birch", "corrected", "Ada Okafor");
  const card = await untilRequest(site, "Ben Birch", { waitsFor: "admin" });
  expect(readText(card)).toContain("LDAP: adds ben to group robots");
  expect(await approvalsFor("Ben Birch")).toEqual(["pi"]);
  await press(site, "U0NOETHER", "approve", "Ben Birch");
  await expect.poll(() => approvalsFor("Ben Birch")).toEqual(["pi", "group robots"]);

  expect(await pressAndFill(site, "U0ADA", ["amend", "Ben Birch"], { ends: "2031-09-30" })).toBe("closed");
  expect(await approvalsFor("Ben Birch")).toEqual(["group robots"]);
  await untilRequest(site, "Ben Birch", { waitsFor: "pi" });
  await approveAsPi(site, "Ben Birch");
  const last = await untilRequest(site, "Ben Birch", { waitsFor: "admin" });
  expect(readText(last)).toContain("ben leaves astro after September 30, 2031");
  await approveAsAdmin(site, "Ben Birch", "U0GRACE");
  await untilRequest(site, "Ben Birch", { waitsFor: "password" });

  expect(await site.slapd?.search("(cn=robots)", "memberUid")).toContain("memberUid: ben");
  const ends = await site.database.query(
    "select m.ends_at::date::text as day from memberships m join accounts a on a.id = m.account_id where a.username = 'ben'",
  );
  expect(ends).toEqual([{ day: "2031-10-01" }]);
});

const approvalsFor = async (who: string) =>
  (await requestAbout<{ approvals: { name: string }[] }>(site, who, "approvals")).approvals.map(
    ({ name }) => name,
  );
