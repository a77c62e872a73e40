import { afterAll, expect, it } from "vitest";
import { adminCard, approveAsAdmin, approveAsPi, ask } from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { newSite, type TestSite } from "./new-site.ts";
import { untilDirectMessage, untilRequest } from "./until.ts";

const sites: TestSite[] = [];
afterAll(() => Promise.all(sites.map((site) => site.stop())));

/** A site that knows the PI of the project that Amy asks to join. */
async function siteThatAsks(...account: string[]): Promise<TestSite> {
  const site = await newSite({
    withLdap: false,
    settings: { approvals: { account }, projects: { astro: { pi: "hopper@example.org" } } },
  });
  sites.push(site);
  await site.start();
  expect(await ask(site, "U0AMY")).toBe("closed");
  return site;
}

it("If the PI decides before the admins, the admins see nothing until the PI has approved", async () => {
  const site = await siteThatAsks("pi", "admin");
  await site.sandbox.until(() => site.sandbox.messages("U0HOPPER")[0], "the PI's card");
  expect(site.sandbox.messages(ADMIN_CHANNEL)).toEqual([]);
  await approveAsPi(site, "Amy Ash");
  await approveAsAdmin(site, "Amy Ash");
  await untilRequest(site, "Amy Ash", { waitsFor: "closing-time" });
});

it("If only the admins decide, no PI is asked", async () => {
  const site = await siteThatAsks("admin");
  await approveAsAdmin(site, "Amy Ash");
  await untilRequest(site, "Amy Ash", { waitsFor: "closing-time" });
  expect(site.sandbox.messages("U0HOPPER")).toEqual([]);
});

it("If only the PI decides, the PI's approval creates the account", async () => {
  const site = await siteThatAsks("pi");
  await approveAsPi(site, "Amy Ash");
  await untilDirectMessage(site, "U0AMY", "created");
  expect(adminCard(site, "Amy Ash")).toBeUndefined();
});
