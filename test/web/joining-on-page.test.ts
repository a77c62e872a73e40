import { afterAll, beforeAll, expect, it } from "vitest";
import { approveAsAdmin } from "../../dev/local-stack/people.ts";
import { cookieBrowser } from "../cookie-browser.ts";
import { anAccount } from "../in-registry.ts";
import { importRows } from "../story/import-rows.ts";
import { untilRequest } from "../story/until.ts";
import { aProjectSite, post, rosterTokenOf } from "./a-project-site.ts";

const [PI, MANAGER] = ["pia@elsewhere.example", "mona@example.org"];
const site = await aProjectSite(["zoe"]);
const { database } = site;
beforeAll(async () => {
  const botany = { name: "botany", gidNumber: 6100, piName: "Pia Palm", piEmail: PI, piUser: null };
  for (const [at, username] of ["mona", "max"].entries())
    await anAccount(database.db, username, { uidNumber: 30_100 + at, project: botany });
  await database.query(
    `update memberships set role = 'manager' where account_id = (select id from accounts where username = 'mona')`,
  );
  await site.start();
});
afterAll(() => site.stop());

const open = async (email: string, project: string) => {
  const token = await rosterTokenOf(site, email, { project });
  return (await cookieBrowser().open(`${site.processes[0]?.url}/project?token=${token}`)).page;
};
const linkIn = (page: string) => /href="(\/decide\?token=[^"]+)"/.exec(page)?.[1];

it("The page of a project shows who manages it who wants to join, and its PI decides from there", async () => {
  await importRows(site, [
    { email: "dan@example.org", givenName: "Dan", existingProject: "botany", piEmail: PI },
  ]);
  await untilRequest(site, "Dan", { waitsFor: "admin" });
  const before = await open(PI, "botany");
  expect(before).toContain("Dan");
  expect(linkIn(before)).toBeUndefined();
  await approveAsAdmin(site, "Dan");
  await untilRequest(site, "Dan", { waitsFor: "pi" });

  const forManager = await open(MANAGER, "botany");
  expect(forManager).toContain("Dan");
  expect(linkIn(forManager)).toBeUndefined();
  expect(await open("max@example.org", "botany")).not.toContain("Dan");

  const link = linkIn(await open(PI, "botany")) ?? "";
  const browser = cookieBrowser();
  const decide = await browser.open(`${site.processes[0]?.url}${link}`);
  expect(decide.status).toBe(200);
  expect(decide.page).toContain("Dan");
  const token = new URL(link, decide.url).searchParams.get("token") ?? "";
  const seen = /name="seen" value="([^"]*)"/.exec(decide.page)?.[1] ?? "";
  expect(await post(site, "/decide", { token, seen, verdict: "approved" })).toMatchObject({
    status: 303,
    next: "/decide/done",
  });
  const approved = await database.query("select actor from approvals where name = 'pi'");
  expect(approved).toEqual([{ actor: `email:${PI}` }]);
});

it("A PI who decides in the chat only reads on the page who wants to join", async () => {
  await importRows(site, [
    {
      ...{ email: "eve@example.org", givenName: "Eve", existingProject: "optics" },
      piEmail: "hopper@example.org",
    },
  ]);
  await approveAsAdmin(site, "Eve");
  await untilRequest(site, "Eve", { waitsFor: "pi" });
  const page = await open("hopper@example.org", "optics");
  expect(page).toContain("Eve");
  expect(linkIn(page)).toBeUndefined();
});
