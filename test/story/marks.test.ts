import { afterEach, describe, expect, it } from "vitest";
import {
  ask,
  fill,
  homeOf,
  press,
  textOf,
  untilCardSays,
  untilMail,
  untilTold,
  whisperTo,
} from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import type { Message } from "../../dev/sandbox/workspace.ts";
import { newDatabase, type TestDatabase } from "../new-database.ts";
import { importRows } from "./import-rows.ts";
import { newSite, type TestSite } from "./new-site.ts";

const opened: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one.stop();
});

async function open(): Promise<TestSite> {
  const site = await newSite({ withLdap: false });
  opened.push(site);
  return site;
}

const join = (site: TestSite, user: string) => ask(site, user, { projectKind: "new", project: `p${user}` });

/** What a test must find unchanged. */
const decisionsIn = ({ query }: TestDatabase) =>
  query<{ id: number; status: string; stage: string }>("select id, status, stage from requests order by id");

/** Amy's card, posted by an acct that goes on with a database in which her number is Ben's. */
async function afterRestore(site: TestSite): Promise<{ card: Message; database: TestDatabase }> {
  const before = await newDatabase(site.database);
  opened.push({ stop: () => before.close() });
  const first = await site.start();
  await join(site, "U0AMY");
  const card = await untilCardSays(site, "Amy Ash", "waits for an admin");
  await first.stop();

  await site.start({ DATABASE_URL: before.url });
  await join(site, "U0BEN");
  await untilCardSays(site, "Ben Birch", "waits for an admin");
  return { card, database: before };
}

describe("after a restore, a button of a card that was posted since the backup", () => {
  it("changes nothing, says so, and shows the request that now has its number", async () => {
    const site = await open();
    const { card, database } = await afterRestore(site);
    const untouched = await decisionsIn(database);
    expect(untouched).toMatchObject([{ id: 1, status: "waiting", stage: "await-admin" }]);
    const answers = () =>
      site.sandbox.messages(ADMIN_CHANNEL, "U0ADA").filter(({ onlyFor }) => onlyFor === "U0ADA");

    for (const [n, actionId] of ["approve", "spam", "claim"].entries()) {
      await site.sandbox.press({ user: "U0ADA", channel: ADMIN_CHANNEL, ts: card.ts, actionId });
      await site.sandbox.until(() => answers().length === n + 1, `an answer to ${actionId}`);
    }
    for (const message of answers()) expect(textOf(message)).toContain("Ben Birch");
    expect(await decisionsIn(database)).toEqual(untouched);

    // The request that it shows instead has buttons that count.
    const ts = answers().at(-1)?.ts ?? "";
    await site.sandbox.press({ user: "U0ADA", channel: ADMIN_CHANNEL, ts, actionId: "approve" });
    await expect.poll(() => decisionsIn(database)).not.toEqual(untouched);
  });

  it("opens no form either, and a form that stood open changes nothing", async () => {
    const site = await open();
    const before = await newDatabase(site.database);
    opened.push({ stop: () => before.close() });
    const first = await site.start();
    await join(site, "U0AMY");
    await press(site, "U0ADA", "deny", "Amy Ash");
    await site.sandbox.until(() => site.sandbox.modal("U0ADA"), "the form");
    const card = await untilCardSays(site, "Amy Ash", "waits for an admin");
    await first.stop();
    await site.start({ DATABASE_URL: before.url });
    await join(site, "U0BEN");
    await untilCardSays(site, "Ben Birch", "waits for an admin");
    const untouched = await decisionsIn(before);

    await fill(site, "U0ADA", { reason: "Not Ben's fault." });
    await untilTold(site, "U0ADA", /Nothing was changed[\s\S]*Ben Birch/);
    await site.sandbox.press({ user: "U0ADA", channel: ADMIN_CHANNEL, ts: card.ts, actionId: "ask" });
    await whisperTo(site, "U0ADA", ADMIN_CHANNEL, /Nothing was changed/);
    expect(site.sandbox.modal("U0ADA")).toBeUndefined();
    expect(await decisionsIn(before)).toEqual(untouched);
  });

  it("is ticked in vain in a list of many", async () => {
    const site = await open();
    const before = await newDatabase(site.database);
    opened.push({ stop: () => before.close() });
    const first = await site.start();
    await join(site, "U0AMY");
    await untilCardSays(site, "Amy Ash", "waits for an admin");
    await homeOf(site, "U0ADA", /The queue: 1/);
    await site.sandbox.pressAtHome({ user: "U0ADA", actionId: "review-queue" });
    const list = await site.sandbox.until(() => site.sandbox.modal("U0ADA"), "the list");
    const [, ticked = ""] = /"value":"(1\.[^"]+)"/.exec(JSON.stringify(list.content.blocks)) ?? [];
    await first.stop();
    await site.start({ DATABASE_URL: before.url });
    await join(site, "U0BEN");
    await untilCardSays(site, "Ben Birch", "waits for an admin");
    const untouched = await decisionsIn(before);

    await fill(site, "U0ADA", { picked0: [ticked], verdict: "spam" });
    await untilTold(site, "U0ADA", /0 marked as spam/);
    expect(await decisionsIn(before)).toEqual(untouched);
  });

  it("tells whoever may not see the other request nothing about it", async () => {
    const site = await open();
    const before = await newDatabase(site.database);
    opened.push({ stop: () => before.close() });
    const first = await site.start();
    await join(site, "U0AMY");
    const letter = await untilTold(site, "U0AMY", /We have your request 1/);
    await first.stop();
    await site.start({ DATABASE_URL: before.url });
    await join(site, "U0BEN");
    await untilCardSays(site, "Ben Birch", "waits for an admin");

    const channel = "D0AMY";
    await site.sandbox.press({ user: "U0AMY", channel, ts: letter.ts, actionId: "withdraw" });
    const told = await site.sandbox.until(
      () => site.sandbox.messages("U0AMY").findLast((message) => /Nothing was changed/.test(textOf(message))),
      "an answer to Amy",
    );
    expect(textOf(told)).not.toContain("Ben");
    expect(await decisionsIn(before)).toMatchObject([{ status: "waiting" }]);
  });
});

it("Cards of a trial do nothing to the requests of the database that comes after it", async () => {
  const site = await open();
  const trial = await site.start();
  await join(site, "U0AMY");
  const card = await untilCardSays(site, "Amy Ash", "waits for an admin");
  await trial.stop();

  const fresh = await newDatabase();
  opened.push({ stop: () => fresh.close() });
  await site.start({ DATABASE_URL: fresh.url });
  await join(site, "U0BEN");
  await untilCardSays(site, "Ben Birch", "waits for an admin");
  await site.sandbox.press({ user: "U0ADA", channel: ADMIN_CHANNEL, ts: card.ts, actionId: "approve" });
  await whisperTo(site, "U0ADA", ADMIN_CHANNEL, /Nothing was changed[\s\S]*Ben Birch/);
  expect(await decisionsIn(fresh)).toMatchObject([{ status: "waiting", stage: "await-admin" }]);
});

it("Mails of two databases about a request of the same number have different Message-IDs", async () => {
  const ids = [];
  for (const site of [await open(), await open()]) {
    await site.start();
    await importRows(site, [{ 4: "xena@elsewhere.example", 5: "Xena" }]);
    ids.push((await untilMail(site, "xena@elsewhere.example", /We have your request 1/)).messageId);
  }
  // Programs that hide what they have seen would not show the second.
  expect(new Set(ids).size).toBe(2);
});

it("A number that is typed needs no mark", async () => {
  const site = await open();
  await site.start();
  await join(site, "U0AMY");
  await untilCardSays(site, "Amy Ash", "waits for an admin");
  await site.sandbox.command({ user: "U0AMY", channel: "C0GENERAL", text: "/acct withdraw 1" });
  await untilCardSays(site, "Amy Ash", /withdrawn/);
});
