import { afterAll, expect, it } from "vitest";
import {
  adminCard,
  approveAsAdmin,
  ask,
  press,
  pressAndFill,
  textOf,
  untilCardSays,
  untilTold,
} from "../../dev/local-stack/people.ts";
import { changeRequests } from "./change-requests.ts";
import { newSite } from "./new-site.ts";

const site = await newSite();
afterAll(() => site.stop());
const founding = { projectKind: "new", project: "alchemy", pi: "" };
/** Lets the time pass after which a waiting request looks again. */
const passTime = () =>
  changeRequests(site.database, {
    where: "stage = 'verify-identity' and status = 'waiting'",
    set: "run_at = now()",
  });

it("Two who ask for the same new project are never merged: the second asks to join what the first has founded", async () => {
  await site.start();
  expect(await ask(site, "U0AMY", founding)).toBe("closed");
  await untilCardSays(site, "Amy Ash", "waits for an admin");
  expect(await ask(site, "U0BEN", founding)).toBe("closed");
  await untilTold(site, "U0BEN", /waits for the project alchemy[\s\S]*Somebody else has asked/);
  expect(adminCard(site, "Ben Birch")).toBeUndefined();

  await approveAsAdmin(site, "Amy Ash");
  await untilCardSays(site, "Amy Ash", "waits for the person to choose a password");
  await passTime();
  const card = await untilCardSays(site, "Ben Birch", "waits for an admin");
  expect(textOf(card)).toContain("*PI*\nAmy Ash, amy@example.org");
  expect(textOf(card)).toContain("LDAP: group alchemy, +bbirch");
  await approveAsAdmin(site, "Ben Birch");
  await press(site, "U0AMY", "approve", "Ben Birch", "D0AMY");
  await untilCardSays(site, "Ben Birch", "waits for the person to choose a password");
  expect(await site.slapd?.search("(cn=alchemy)", "memberUid")).toMatch(/memberUid: aash\nmemberUid: bbirch/);
});

it("The second founds it when the first may not", async () => {
  const other = { ...founding, project: "botany" };
  await ask(site, "U0ZOE", other);
  await untilCardSays(site, "Zoë", "waits for an admin");
  await ask(site, "U0LAYLA", { ...other, username: "layla" });
  await untilTold(site, "U0LAYLA", /waits for the project botany/);
  await pressAndFill(site, "U0ADA", ["deny", "Zoë"], { reason: "No." });
  await untilCardSays(site, "Zoë", "denied by Ada Okafor");
  await passTime();
  const card = await untilCardSays(site, "ليلى", "waits for an admin");
  expect(textOf(card)).toContain("LDAP: group botany (new), +layla");
});
