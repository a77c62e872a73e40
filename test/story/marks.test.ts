import { afterEach, describe, expect, it } from "vitest";
import { ask, fill, press, readText } from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import type { Message } from "../../dev/sandbox/workspace.ts";
import { newDatabase, type TestDatabase } from "../new-database.ts";
import { importRows } from "./import-rows.ts";
import { newSite, type TestSite } from "./new-site.ts";
import { replyTo, untilEmail, untilEvent, untilRequest } from "./until.ts";
import { hasAction, newMessageTo, untilButton, untilHome } from "./until-more.ts";

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

/** Starts acct with this database, which has no request from Amy, and sends a request as Ben. */
async function askAsBen(site: TestSite, database: TestDatabase): Promise<void> {
  await site.start({ DATABASE_URL: database.url });
  await join(site, "U0BEN");
  await untilRequest({ ...site, database }, "Ben Birch", { waitsFor: "admin" });
}

/** The state of the requests, which a test expects to stay unchanged. */
const decisionsIn = ({ query }: TestDatabase) =>
  query<{ id: number; status: string; stage: string }>("select id, status, stage from requests order by id");

/** Amy's card, after a restore of a database in which Ben's request then gets the number of hers. */
async function afterRestore(site: TestSite): Promise<{ card: Message; database: TestDatabase }> {
  const before = await newDatabase(site.database);
  opened.push({ stop: () => before.close() });
  const first = await site.start();
  await join(site, "U0AMY");
  const card = await untilRequest(site, "Amy Ash", { waitsFor: "admin" });
  await first.stop();
  await askAsBen(site, before);
  return { card, database: before };
}

describe("after a restore, a button on a card that was posted after the backup", () => {
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
    for (const message of answers()) expect(readText(message)).toContain("Ben Birch");
    expect(await decisionsIn(database)).toEqual(untouched);

    // The request that is shown instead has buttons that work.
    const ts = answers().at(-1)?.ts ?? "";
    await site.sandbox.press({ user: "U0ADA", channel: ADMIN_CHANNEL, ts, actionId: "approve" });
    await expect.poll(() => decisionsIn(database)).not.toEqual(untouched);
  });

  it("opens no form, and a form that is already open changes nothing", async () => {
    const site = await open();
    const before = await newDatabase(site.database);
    opened.push({ stop: () => before.close() });
    const first = await site.start();
    await join(site, "U0AMY");
    await press(site, "U0ADA", "deny", "Amy Ash");
    await site.sandbox.until(() => site.sandbox.modal("U0ADA"), "the form");
    const card = await untilRequest(site, "Amy Ash", { waitsFor: "admin" });
    await first.stop();
    await askAsBen(site, before);
    const untouched = await decisionsIn(before);

    const answer = await newMessageTo(site, "U0ADA", () =>
      fill(site, "U0ADA", { reason: "Not Ben's fault." }),
    );
    expect(readText(answer)).toContain("Ben Birch");
    await replyTo(site, "U0ADA", ADMIN_CHANNEL, () =>
      site.sandbox.press({ user: "U0ADA", channel: ADMIN_CHANNEL, ts: card.ts, actionId: "ask" }),
    );
    expect(site.sandbox.modal("U0ADA")).toBeUndefined();
    expect(await decisionsIn(before)).toEqual(untouched);
  });

  it("has no effect if its request is selected in the review list", async () => {
    const site = await open();
    const before = await newDatabase(site.database);
    opened.push({ stop: () => before.close() });
    const first = await site.start();
    await join(site, "U0AMY");
    await untilRequest(site, "Amy Ash", { waitsFor: "admin" });
    await untilHome(site, "U0ADA", ({ view }) => hasAction(view, "review-queue"));
    await site.sandbox.pressAtHome({ user: "U0ADA", actionId: "review-queue" });
    const list = await site.sandbox.until(() => site.sandbox.modal("U0ADA"), "the list");
    const [, ticked = ""] = /"value":"(1\.[^"]+)"/.exec(JSON.stringify(list.content.blocks)) ?? [];
    await first.stop();
    await askAsBen(site, before);
    const untouched = await decisionsIn(before);

    await newMessageTo(site, "U0ADA", () => fill(site, "U0ADA", { picked0: [ticked], verdict: "spam" }));
    expect(await decisionsIn(before)).toEqual(untouched);
  });

  it("tells a person nothing about a request that they may not see", async () => {
    const site = await open();
    const before = await newDatabase(site.database);
    opened.push({ stop: () => before.close() });
    const first = await site.start();
    await join(site, "U0AMY");
    const { ts } = await untilButton(site, "U0AMY", "withdraw");
    await first.stop();
    await askAsBen(site, before);

    const channel = "D0AMY";
    const answer = await replyTo(site, "U0AMY", channel, () =>
      site.sandbox.press({ user: "U0AMY", channel, ts, actionId: "withdraw" }),
    );
    expect(readText(answer)).not.toContain("Ben");
    expect(await decisionsIn(before)).toMatchObject([{ status: "waiting" }]);
  });
});

it("Cards from a trial do not affect requests in the database that is used after it", async () => {
  const site = await open();
  const trial = await site.start();
  await join(site, "U0AMY");
  const card = await untilRequest(site, "Amy Ash", { waitsFor: "admin" });
  await trial.stop();

  const fresh = await newDatabase();
  opened.push({ stop: () => fresh.close() });
  await askAsBen(site, fresh);
  const answer = await replyTo(site, "U0ADA", ADMIN_CHANNEL, () =>
    site.sandbox.press({ user: "U0ADA", channel: ADMIN_CHANNEL, ts: card.ts, actionId: "approve" }),
  );
  expect(readText(answer)).toContain("Ben Birch");
  expect(await decisionsIn(fresh)).toMatchObject([{ status: "waiting", stage: "await-admin" }]);
});

it("Emails from two databases about requests with the same number have different Message-IDs", async () => {
  const ids = [];
  for (const site of [await open(), await open()]) {
    await site.start();
    await importRows(site, [{ email: "xena@elsewhere.example", givenName: "Xena" }]);
    ids.push((await untilEmail(site, "xena@elsewhere.example", "received")).messageId);
  }
  // Email programs hide a second email with the same Message-ID.
  expect(new Set(ids).size).toBe(2);
});

it("A request number that a person types in a command needs no mark", async () => {
  const site = await open();
  await site.start();
  await join(site, "U0AMY");
  await untilRequest(site, "Amy Ash", { waitsFor: "admin" });
  await site.sandbox.command({ user: "U0AMY", channel: "C0GENERAL", text: "/acct withdraw 1" });
  await untilEvent(site, "Amy Ash", "withdrawn", "Amy Ash");
});
