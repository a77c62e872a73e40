import { afterAll, expect, it } from "vitest";
import {
  approveAsAdmin,
  approveAsPi,
  ask,
  hasButton,
  press,
  readText,
} from "../../dev/local-stack/people.ts";
import { newSite } from "./new-site.ts";
import { untilDirectMessage, untilEvent } from "./until.ts";
import { untilButton } from "./until-more.ts";

const site = await newSite({ withLdap: false });
const { sandbox } = site;
afterAll(() => site.stop());
await site.start();

it("The first message keeps its Withdraw button until the request can no longer be withdrawn, and then loses only the button", async () => {
  await ask(site, "U0AMY");
  const received = await untilButton(site, "U0AMY", "withdraw");
  const words = received.text;
  await approveAsAdmin(site, "Amy Ash");
  await untilDirectMessage(site, "U0AMY", "waiting-for-pi");
  expect(hasButton(received, "withdraw")).toBe(true);
  await approveAsPi(site, "Amy Ash");
  await untilDirectMessage(site, "U0AMY", "approved");
  await sandbox.until(() => !hasButton(received, "withdraw"), "the message without the button");
  expect(received.text).toBe(words);
});

it("The message loses its Withdraw button once the request is withdrawn", async () => {
  await ask(site, "U0ZOE");
  const received = await untilButton(site, "U0ZOE", "withdraw");
  await sandbox.press({ user: "U0ZOE", channel: "D0ZOE", ts: received.ts, actionId: "withdraw" });
  await untilDirectMessage(site, "U0ZOE", "withdrawn");
  await sandbox.until(() => !hasButton(received, "withdraw"), "the message without the button");
});

it("If a Withdraw button remains because the requester was not told that the request ended, pressing it replaces the message with the outcome", async () => {
  await ask(site, "U0BEN");
  const received = await untilButton(site, "U0BEN", "withdraw");
  await press(site, "U0ADA", "spam", "Ben Birch");
  await untilEvent(site, "Ben Birch", "marked-as-spam", "Ada Okafor");
  expect(hasButton(received, "withdraw")).toBe(true);
  const before = sandbox.messages("D0BEN", "U0BEN").length;
  await sandbox.press({ user: "U0BEN", channel: "D0BEN", ts: received.ts, actionId: "withdraw" });
  await sandbox.until(() => !hasButton(received, "withdraw"), "the answer in place of the message");
  expect(readText(received)).toContain("help@example.org");
  expect(sandbox.messages("D0BEN", "U0BEN")).toHaveLength(before);
});
