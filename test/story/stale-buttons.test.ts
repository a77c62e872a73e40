import { afterAll, expect, it } from "vitest";
import {
  approveAsAdmin,
  approveAsPi,
  ask,
  hasButton,
  press,
  textOf,
  untilCardSays,
  untilTold,
} from "../../dev/local-stack/people.ts";
import { newSite } from "./new-site.ts";

const site = await newSite({ withLdap: false });
const { sandbox } = site;
afterAll(() => site.stop());
await site.start();

it("Withdraw stands under the first letter for as long as the request can be withdrawn, and then goes", async () => {
  await ask(site, "U0AMY");
  const letter = await untilTold(site, "U0AMY", /We have your request/);
  await approveAsAdmin(site, "Amy Ash");
  await untilTold(site, "U0AMY", /waits for Henrik Hopper/);
  expect(hasButton(letter, "withdraw")).toBe(true);
  await approveAsPi(site, "Amy Ash");
  await untilTold(site, "U0AMY", /is approved/);
  await sandbox.until(() => !hasButton(letter, "withdraw"), "the letter without the button");
  expect(textOf(letter)).toContain("We have your request");
});

it("Withdraw goes from the letter of whoever has withdrawn", async () => {
  await ask(site, "U0ZOE");
  const letter = await untilTold(site, "U0ZOE", /We have your request/);
  await sandbox.press({ user: "U0ZOE", channel: "D0ZOE", ts: letter.ts, actionId: "withdraw" });
  await untilTold(site, "U0ZOE", /Your request \d+ is withdrawn/);
  await sandbox.until(() => !hasButton(letter, "withdraw"), "the letter without the button");
});

it("A Withdraw that was left, because nobody was told of the end, is answered with what became of it, and goes at the press", async () => {
  await ask(site, "U0BEN");
  const letter = await untilTold(site, "U0BEN", /We have your request/);
  await press(site, "U0ADA", "spam", "Ben Birch");
  await untilCardSays(site, "Ben Birch", "marked as spam by Ada Okafor");
  expect(hasButton(letter, "withdraw")).toBe(true);
  const before = sandbox.messages("D0BEN", "U0BEN").length;
  await sandbox.press({ user: "U0BEN", channel: "D0BEN", ts: letter.ts, actionId: "withdraw" });
  await sandbox.until(() => !hasButton(letter, "withdraw"), "the answer in place of the letter");
  expect(textOf(letter)).toMatch(/Request \d+ is closed, so there is nothing to withdraw/);
  expect(textOf(letter)).toContain("help@example.org");
  expect(sandbox.messages("D0BEN", "U0BEN")).toHaveLength(before);
});
