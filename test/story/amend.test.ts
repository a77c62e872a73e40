import { afterAll, expect, it } from "vitest";
import {
  approveAsAdmin,
  approveAsPi,
  ask,
  fill,
  pressAndFill,
  readText,
} from "../../dev/local-stack/people.ts";
import { astro, newSite } from "./new-site.ts";
import { untilDirectMessage, untilEvent, untilRequest } from "./until.ts";
import { requestAbout } from "./until-more.ts";

/** Two more projects that were in the directory before acct. */
const projects = `${astro}
dn: cn=nmr,ou=groups,dc=example,dc=org
objectClass: posixGroup
cn: nmr
gidNumber: 5002
`;

const site = await newSite({
  entries: projects,
  settings: {
    approvals: { account: ["pi", "admin"] },
    projects: { astro: { pi: "hopper@example.org" }, nmr: { pi: "curie@example.org" } },
  },
});
const { sandbox } = site;
afterAll(() => site.stop());
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
