import { eq } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { inTransaction } from "../../../src/db/client.ts";
import type { StageName } from "../../../src/db/names.ts";
import { findRequest, listEvents } from "../../../src/db/requests.ts";
import { notifications } from "../../../src/db/tables/notifications.ts";
import { type Request, requests } from "../../../src/db/tables/requests.ts";
import { expireRequests } from "../../../src/pipeline/jobs/expire-requests.ts";
import { remindApprovers } from "../../../src/pipeline/jobs/remind-approvers.ts";
import { waitFor } from "../../../src/pipeline/stage.ts";
import { DAY, HOUR, later, START } from "../../in-memory/pipeline-deps.ts";
import { storedRequest } from "../../in-registry.ts";
import { newDatabase } from "../../new-database.ts";
import { act, aWaitingRequest, endAll, jobDeps, wasUp } from "./a-waiting-request.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());
beforeEach(() => endAll(database));

const expire = (now: Date) => inTransaction(db, (tx) => expireRequests(tx, now, jobDeps));
const remind = (now: Date) => inTransaction(db, (tx) => remindApprovers(tx, now, jobDeps));
const plus = (moment: Date, ms: number) => new Date(moment.getTime() + ms);
const templatesTo = async (id: number) =>
  (await db.select().from(notifications).where(eq(notifications.requestId, id))).map(
    ({ template }) => template,
  );
const endings = async () =>
  (await db.select().from(notifications)).filter(({ template }) => template === "requests-expiring");

/** What the jobs do from one moment to another. Returns how many requests ended. */
async function tick(from: Date, to: Date): Promise<number> {
  await wasUp(database, from, to);
  let ended = 0;
  for (let at = from.getTime(); at <= to.getTime(); at += 12 * HOUR) {
    await remind(new Date(at));
    ended += await expire(new Date(at));
  }
  return ended;
}

it.each(["await-admin", "await-pi"] as const)(
  "A request that no one decides on at %s ends after thirty days, and the requester is told",
  async (stage) => {
    const { id } = await aWaitingRequest(database, stage);
    expect(await expire(later(30 * DAY - 1))).toBe(0);
    expect(await findRequest(db, id)).toMatchObject({ status: "waiting" });
    expect(await expire(later(30 * DAY))).toBe(1);
    expect(await expire(later(31 * DAY))).toBe(0);
    expect(await findRequest(db, id)).toMatchObject({
      status: "refused",
      waitsFor: null,
      problem: expect.stringContaining("30 days"),
    });
    expect(await templatesTo(id)).toEqual(["expired"]);
  },
);

it("A quarantined request ends after thirty days, too, and no one is told", async () => {
  const { id } = await storedRequest(db, { email: "spam@example.org" });
  await act(database, id, { kind: "quarantine", by: { id: "acct", name: "acct" } }, START);
  await expire(later(30 * DAY));
  expect(await findRequest(db, id)).toMatchObject({ status: "refused" });
  expect(await templatesTo(id)).toEqual([]);
});

it("A request whose address no one confirms ends after thirty days, too, not counting the time when acct was down", async () => {
  const { id } = await storedRequest(db, { email: "unproved@example.org" }, START);
  await act(database, id, waitFor("address", "for the address"), START);
  await wasUp(database, START, later(10 * DAY));
  await wasUp(database, later(20 * DAY), later(50 * DAY));
  await expire(later(39 * DAY));
  expect(await findRequest(db, id)).toMatchObject({ status: "waiting" });
  await expire(later(40 * DAY + HOUR));
  expect(await findRequest(db, id)).toMatchObject({ status: "refused" });
  expect(await templatesTo(id)).toEqual(["expired"]);
});

it("While a question to the requester is open, nothing expires; after the answer the clock continues", async () => {
  const { id } = await aWaitingRequest(database, "await-pi");
  const [ada, amy] = [
    { id: "slack:UADA", name: "Ada" },
    { id: "slack:UAMY", name: "Amy" },
  ];
  await act(database, id, { kind: "ask", by: ada, text: "Why?" }, later(DAY));
  await expire(later(60 * DAY));
  expect(await findRequest(db, id)).toMatchObject({ status: "waiting" });
  await act(database, id, { kind: "answer", by: amy, text: "Because." }, later(61 * DAY));
  await expire(later(61 * DAY + 28 * DAY));
  expect(await findRequest(db, id)).toMatchObject({ status: "waiting" });
  await expire(later(61 * DAY + 29 * DAY));
  expect(await findRequest(db, id)).toMatchObject({ status: "refused" });
});

describe("after three weeks in which acct was down", () => {
  it("no request expires before someone was reminded of it, and the weeks don't count", async () => {
    const { id } = await aWaitingRequest(database, "await-pi");
    const back = later(10 * DAY + 21 * DAY);
    await wasUp(database, START, later(10 * DAY));
    expect(await tick(back, plus(back, 20 * DAY - HOUR))).toBe(0);
    expect(await findRequest(db, id)).toMatchObject({ status: "waiting" });
    expect((await listEvents(db, id)).map(({ kind }) => kind)).toContain("reminded");
    expect(await tick(plus(back, 20 * DAY), plus(back, 20 * DAY))).toBe(1);
    expect(await findRequest(db, id)).toMatchObject({ status: "refused" });
  });

  it("a PI whose request was about to expire is reminded first, and gets the time of a reminder", async () => {
    const { id } = await aWaitingRequest(database, "await-pi", { piUser: "slack:UABOUT" });
    const back = later(29.9 * DAY + 21 * DAY);
    await wasUp(database, START, later(29.9 * DAY));
    await tick(back, back);
    expect(await listEvents(db, id)).toMatchObject([{ kind: "waiting" }, { kind: "reminded", at: back }]);
    await tick(back, plus(back, 2 * DAY - HOUR));
    expect(await findRequest(db, id)).toMatchObject({ status: "waiting" });
    await tick(plus(back, 2 * DAY), plus(back, 2 * DAY));
    expect(await findRequest(db, id)).toMatchObject({ status: "refused" });
  });

  it.each<[string, StageName, Partial<Request>]>([
    ["waits for an admin", "await-admin", {}],
    ["was shown to the admins, because the PI didn't reply", "await-pi", { escalatedAt: later(12 * DAY) }],
    ["has a PI whom no one can ask", "await-pi", { piUser: null }],
  ])("one message reminds the admins of every request that %s, before it ends", async (_, stage, but) => {
    const asked: Request[] = [];
    for (let n = 0; n < 3; n++) asked.push(await aWaitingRequest(database, stage, but));
    const { escalatedAt = null } = but;
    for (const { id } of asked) await db.update(requests).set({ escalatedAt }).where(eq(requests.id, id));
    const before = (await endings()).length;
    const back = later(29.9 * DAY + 21 * DAY);
    await wasUp(database, START, later(29.9 * DAY));
    const states = async () =>
      (await Promise.all(asked.map(({ id }) => findRequest(db, id)))).map((found) => found?.status);

    await tick(back, plus(back, 2 * DAY));
    expect(await states()).toEqual(["waiting", "waiting", "waiting"]);
    expect((await endings()).slice(before)).toMatchObject([
      { via: "channel", toUser: "slack:CADMINS", data: { count: "3" } },
    ]);
    await tick(plus(back, 2 * DAY + HOUR), plus(back, 3 * DAY));
    expect(await states()).toEqual(["refused", "refused", "refused"]);
    expect(await endings()).toHaveLength(before + 1);
  });
});

it("Half a year in which acct was down doesn't count, either", async () => {
  const { id } = await aWaitingRequest(database, "await-admin");
  const back = later(10 * DAY + 183 * DAY);
  await wasUp(database, START, later(10 * DAY));
  await tick(back, plus(back, 19 * DAY));
  expect(await findRequest(db, id)).toMatchObject({ status: "waiting" });
  await tick(plus(back, 19 * DAY + HOUR), plus(back, 23 * DAY));
  expect(await findRequest(db, id)).toMatchObject({ status: "refused" });
});

it("Requests expire even where acct is down every night", async () => {
  const { id } = await aWaitingRequest(database, "await-admin");
  for (let day = 0; day < 61; day++) await tick(later(day * DAY), later(day * DAY + 12 * HOUR));
  expect(await findRequest(db, id)).toMatchObject({ status: "refused" });
});

it("A review of trust stays open until an admin decides", async () => {
  const { id } = await aWaitingRequest(database, "review-trust", { kind: "trust-review", piUser: null });
  expect(await tick(START, later(90 * DAY))).toBe(0);
  expect(await findRequest(db, id)).toMatchObject({ status: "waiting", waitsFor: "admin" });
});
