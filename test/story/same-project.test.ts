import { afterAll, expect, it } from "vitest";
import {
  adminCard,
  approveAsAdmin,
  ask,
  press,
  pressAndFill,
  readText,
} from "../../dev/local-stack/people.ts";
import { changeRequests } from "./change-requests.ts";
import { newSite } from "./new-site.ts";
import { untilDirectMessage, untilEvent, untilRequest } from "./until.ts";

const site = await newSite();
afterAll(() => site.stop());
const founding = { projectKind: "new", project: "alchemy", pi: "" };
/** Skips the time until a waiting request checks again. */
const passTime = () =>
  changeRequests(site.database, {
    where: "stage = 'verify-identity' and status = 'waiting'",
    set: "run_at = now()",
  });

it("If two people request the same new project, the second request waits, and then asks the first person for approval to join it", async () => {
  await site.start();
  expect(await ask(site, "U0AMY", founding)).toBe("closed");
  await untilRequest(site, "Amy Ash", { waitsFor: "admin" });
  expect(await ask(site, "U0BEN", founding)).toBe("closed");
  expect(readText(await untilDirectMessage(site, "U0BEN", "waiting-for-project"))).toContain("alchemy");
  expect(adminCard(site, "Ben Birch")).toBeUndefined();

  await approveAsAdmin(site, "Amy Ash");
  await untilRequest(site, "Amy Ash", { waitsFor: "password" });
  await passTime();
  const card = await untilRequest(site, "Ben Birch", { waitsFor: "admin" });
  expect(readText(card)).toContain("Amy Ash, amy@example.org");
  expect(readText(card)).toMatch(/LDAP.*\balchemy\b.*\bbbirch\b/);
  await approveAsAdmin(site, "Ben Birch");
  await press(site, "U0AMY", "approve", "Ben Birch", "D0AMY");
  await untilRequest(site, "Ben Birch", { waitsFor: "password" });
  expect(await site.slapd?.search("(cn=alchemy)", "memberUid")).toMatch(/memberUid: aash\nmemberUid: bbirch/);
});

it("If the first request is denied, the second request is for the new project", async () => {
  const other = { ...founding, project: "botany" };
  await ask(site, "U0ZOE", other);
  await untilRequest(site, "Zoë", { waitsFor: "admin" });
  await ask(site, "U0LAYLA", { ...other, username: "layla" });
  expect(readText(await untilDirectMessage(site, "U0LAYLA", "waiting-for-project"))).toContain("botany");
  await pressAndFill(site, "U0ADA", ["deny", "Zoë"], { reason: "No." });
  await untilEvent(site, "Zoë", "denied", "Ada Okafor");
  await passTime();
  const card = await untilRequest(site, "ليلى", { waitsFor: "admin" });
  expect(readText(card)).toMatch(/LDAP.*\bbotany\b.*\blayla\b/);
});
