import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { applyChange, recordEvent } from "../../src/db/apply-change.ts";
import { inTransaction } from "../../src/db/client.ts";
import { takeSlot } from "../../src/db/cron-slots.ts";
import { findRequest, insertRequest } from "../../src/db/requests.ts";
import { messages, type Request } from "../../src/db/schema.ts";
import { sendAdminDigest } from "../../src/pipeline/clock/admin-digest.ts";
import { HEARTBEAT_JOB } from "../../src/pipeline/clock/downtime.ts";
import { expireRequests } from "../../src/pipeline/clock/expire-requests.ts";
import { remindPis } from "../../src/pipeline/clock/remind-pis.ts";
import { journeysFor } from "../../src/pipeline/journeys.ts";
import { settle } from "../../src/pipeline/settle.ts";
import { waitFor } from "../../src/pipeline/stage.ts";
import { close } from "../../src/pipeline/stages/close.ts";
import type { Tools } from "../../src/pipeline/tools.ts";
import { aNewRequest } from "../a-new-request.ts";
import { newDatabase } from "../new-database.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const start = new Date("2028-03-06T12:00:00Z");
const later = (ms: number) => new Date(start.getTime() + ms);
const rules = {
  adminChannel: "C1",
  piReminders: 5,
  times: { closeAfter: DAY, remindPi: 2 * DAY, expireAfter: 30 * DAY },
};
const clock = {
  journeys: journeysFor({ account: ["admin", "pi"], membership: ["pi"], quota: ["admin"] }),
  rules: rules as unknown as Tools["rules"],
};
const expire = (now: Date) => inTransaction(db, (tx) => expireRequests(tx, now, clock));
const remind = (now: Date) => inTransaction(db, (tx) => remindPis(tx, now, clock));

/** acct runs its hourly jobs from one moment to another. */
async function up(from: Date, to: Date): Promise<void> {
  for (let at = from.getTime(); at <= to.getTime(); at += HOUR)
    await takeSlot(db, HEARTBEAT_JOB, new Date(at));
}

async function waiting(stage: string, but: Partial<Request> = {}): Promise<Request> {
  const draft = aNewRequest({ stage, piUser: "UBO", piName: "Prof. Bo", ...but });
  const request = await insertRequest(db, draft, start);
  if (!request) throw new Error("not inserted");
  const change = settle(request, waitFor("for somebody"), clock.journeys.account, start);
  await applyChange(db, request, change, start);
  return request;
}

beforeEach(() => database.query("delete from cron_slots"));

describe("after three weeks in which acct was down", () => {
  it("nobody's request expires before they were reminded, and the weeks do not count as silence", async () => {
    const { id } = await waiting("await-pi");
    const back = later(10 * DAY + 21 * DAY);
    await up(start, later(10 * DAY));
    await up(back, back);
    expect(await expire(back)).toBe(0);
    await up(back, new Date(back.getTime() + 19 * DAY));
    expect(await expire(new Date(back.getTime() + 19 * DAY))).toBe(0);
    expect(await findRequest(db, id)).toMatchObject({ status: "waiting" });

    await up(back, new Date(back.getTime() + 20 * DAY));
    expect(await expire(new Date(back.getTime() + 20 * DAY))).toBe(1);
    expect(await findRequest(db, id)).toMatchObject({ status: "refused" });
  });

  it("a request that was about to expire gets a reminder's time first", async () => {
    await waiting("await-pi", { email: "about@example.org" });
    const back = later(29.9 * DAY + 21 * DAY);
    await up(start, later(29.9 * DAY));
    await up(back, new Date(back.getTime() + DAY));
    expect(await expire(new Date(back.getTime() + DAY))).toBe(0);
    await up(back, new Date(back.getTime() + 2 * DAY));
    expect(await expire(new Date(back.getTime() + 2 * DAY))).toBeGreaterThan(0);
  });

  it("a PI who was asked the day before has as long to answer as if nothing had happened", async () => {
    await waiting("await-pi", { email: "day-before@example.org", piUser: "UDAY" });
    const back = later(DAY + 21 * DAY);
    await up(start, later(DAY));
    await up(back, back);
    await remind(back);
    const remindersTo = async () =>
      (await db.select().from(messages)).filter(({ toUser }) => toUser === "UDAY");
    expect(await remindersTo()).toEqual([]);
    await up(back, new Date(back.getTime() + DAY));
    await remind(new Date(back.getTime() + DAY));
    expect(await remindersTo()).toHaveLength(1);
  });
});

it("A quarantined request ends after thirty days, too, and nobody is written to about it", async () => {
  const { id } = await waiting("verify-identity", { email: "spam@example.org" });
  await expire(later(30 * DAY));
  expect(await findRequest(db, id)).toMatchObject({ status: "refused" });
  expect((await db.select().from(messages)).filter(({ requestId }) => requestId === id)).toEqual([]);
});

it("A stuck request never ends by itself, and stands in each day's digest until somebody sees to it", async () => {
  const { id } = await waiting("create-accounts", { email: "stuck@example.org" });
  await database.query("update requests set status = 'stuck', problem = 'LDAP is away' where id = $1", [id]);
  await up(start, start);
  for (const days of [1, 31, 400]) {
    await expire(later(days * DAY));
    await remind(later(days * DAY));
    const date = later(days * DAY)
      .toISOString()
      .slice(0, 10);
    await inTransaction(db, (tx) => sendAdminDigest(tx, later(days * DAY), { rules: clock.rules, date }));
    const [digest] = await database.query<{ data: { list: string } }>(
      "select data from messages where key = $1",
      [`admin-digest:${date}`],
    );
    expect(digest?.data.list).toMatch(new RegExp(`1 stuck: ${id}$`, "m"));
  }
  expect(await findRequest(db, id)).toMatchObject({ status: "stuck" });
});

it("A digest that is sent late leaves the next day's to be sent", async () => {
  await waiting("await-admin", { email: "digest@example.org" });
  const send = (date: string, now: Date) =>
    inTransaction(db, (tx) => sendAdminDigest(tx, now, { rules: clock.rules, date }));
  // Los Angeles: five in the afternoon of the 1st is the 2nd in Greenwich.
  await send("2028-12-01", new Date("2028-12-02T01:00:00Z"));
  await send("2028-12-02", new Date("2028-12-02T16:00:00Z"));
  const told = (await db.select().from(messages)).filter(({ key }) =>
    key.startsWith("admin-digest:2028-12-"),
  );
  expect(told).toHaveLength(2);
});

it("A finished request closes a day after anybody last did something with it; what acct does by itself does not count", async () => {
  const request = await waiting("close", { email: "close@example.org" });
  const tools = (now: Date) => ({ db, rules: clock.rules, now: () => now }) as unknown as Tools;
  const note = (actor: string, at: Date) =>
    recordEvent(db, request.id, { kind: "answered", actor, actorName: actor, note: "" }, at);
  await note("U0AMY", later(20 * HOUR));
  await note("acct", later(23 * HOUR));
  expect(await close.run(request, tools(later(25 * HOUR)))).toMatchObject({
    kind: "wait",
    until: later(44 * HOUR),
  });
  expect(await close.run(request, tools(later(44 * HOUR)))).toMatchObject({ kind: "done" });
});
