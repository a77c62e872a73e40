import { afterAll, expect, it } from "vitest";
import { approveAsAdmin, approveAsPi, ask, readText } from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { importRows } from "./import-rows.ts";
import { newSite } from "./new-site.ts";
import { eventsOf, untilDirectMessage, untilRequest } from "./until.ts";
import { answerToCommand, requestAbout } from "./until-more.ts";

const site = await newSite({ withLdap: false, settings: { times: { closeAfter: "0s" } } });
const { sandbox } = site;
await site.start();
afterAll(() => site.stop());

it("Without a directory, acct records the steps that it skips, and tells the person that the account was created", async () => {
  expect(await ask(site, "U0AMY", { projectKind: "new", project: "telescope" })).toBe("closed");
  await approveAsAdmin(site, "Amy Ash");
  await approveAsPi(site, "Amy Ash");
  await untilRequest(site, "Amy Ash", { status: "closed" });
  // Skipped steps are recorded, but not shown to anyone.
  const skipped = (await eventsOf(site, "Amy Ash")).filter(({ detail }) => detail.notNeeded);
  expect(skipped).not.toEqual([]);
  const status = readText(await answerToCommand(site, "U0ADA", ADMIN_CHANNEL, "/acct status 1"));
  for (const { note } of skipped) expect(status).not.toContain(note);
  await untilDirectMessage(site, "U0AMY", "created");
});

it("After an admin and the PI have approved an unknown project, the next request for it goes to the same PI", async () => {
  expect(await ask(site, "U0BEN", { project: "geology", pi: "U0CURIE" })).toBe("closed");
  await approveAsAdmin(site, "Ben Birch");
  await approveAsPi(site, "Ben Birch", "U0CURIE");
  await untilRequest(site, "Ben Birch", { status: "closed" });
  expect(await ask(site, "U0ZOE", { project: "geology", pi: "U0HOPPER" })).toBe("closed");
  await approveAsAdmin(site, "Zoë");
  await untilRequest(site, "Zoë", { waitsFor: "pi", piUser: "U0CURIE" });
});

it("No one is promised a password link if no system stores passwords", async () => {
  await answerToCommand(site, "U0AMY", "C0GENERAL", "/acct resetpass");
  expect(sandbox.modal("U0AMY")).toBeUndefined();
  expect(await site.database.query("select 1 from requests where kind = 'password'")).toEqual([]);
});

it("`acct plan` does not warn about the account of the request itself, but warns about the account of a person with the same name", async () => {
  const { stdout } = await site.run("plan", "1");
  expect(stdout).toMatch(/aash.*telescope/);
  expect(stdout.split("\n").filter((line) => line.includes("aash"))).toHaveLength(1);
  await importRows(site, [
    { email: "amy.too@example.org", givenName: "Amy", familyName: "Ash", existingProject: "telescope" },
  ]);
  const { id } = await requestAbout(site, "Amy Ash");
  expect((await site.run("plan", String(id))).stdout).toMatch(/\baash\b/);
});
