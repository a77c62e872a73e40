import { eq } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { startCron } from "../../src/cron.ts";
import { applyChange } from "../../src/db/change.ts";
import { inTransaction } from "../../src/db/client.ts";
import { findRequest, insertRequest, listEvents } from "../../src/db/requests.ts";
import { cards, messages, type Request, requests } from "../../src/db/schema.ts";
import { openLog } from "../../src/log.ts";
import { expireRequests } from "../../src/pipeline/clock/expire-requests.ts";
import { remindPis } from "../../src/pipeline/clock/remind-pis.ts";
import { journeysFor } from "../../src/pipeline/journeys.ts";
import { settle } from "../../src/pipeline/settle.ts";
import { waitFor } from "../../src/pipeline/stage.ts";
import { aNewRequest } from "../a-new-request.ts";
import { newDatabase } from "../new-database.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const journeys = journeysFor({ account: ["admin", "pi"], membership: ["pi"] });
const rules = {
  adminChannel: "C1",
  piReminders: 5,
  times: { passwordLink: 7 * DAY, closeAfter: DAY, remindPi: 2 * DAY, expireAfter: 30 * DAY },
};
const clock = { journeys, rules };
// Two days before the clocks go forward in Europe; a moved clock is what all of this is about.
const start = new Date("2028-03-24T12:00:00Z");
const later = (ms: number) => new Date(start.getTime() + ms);
const remind = (now: Date) => inTransaction(db, (tx) => remindPis(tx, now, clock));
const expire = (now: Date) => inTransaction(db, (tx) => expireRequests(tx, now, clock));

const chat = { whois: () => Promise.reject(new Error("nobody is asked for here")) };
const digest = { at: "08:00", days: "daily" } as const;

// What an earlier test left waits for nobody.
beforeEach(() => database.query("update requests set status = 'closed'"));

async function waiting(
  piUser: string,
  at: Date,
  stage: "await-pi" | "await-admin" = "await-pi",
): Promise<Request> {
  const draft = { ...aNewRequest({ stage, piUser, piName: "Prof. Bo" }) };
  const request = await insertRequest(db, draft, at);
  if (!request) throw new Error("not inserted");
  await applyChange(db, request, settle(request, waitFor("for Prof. Bo"), journeys.account, at), at);
  return request;
}
const remindersTo = async (piUser: string) =>
  (await db.select().from(messages).where(eq(messages.toUser, piUser))).filter(
    ({ letter }) => letter === "pi-reminder",
  );

describe("a PI who does not answer", () => {
  it("hears nothing for two days, then gets one message, however many requests wait", async () => {
    const first = await waiting("UBO1", start);
    const second = await waiting("UBO1", later(DAY));
    await remind(later(2 * DAY - 1));
    expect(await remindersTo("UBO1")).toEqual([]);
    await remind(later(2 * DAY));
    await remind(later(2 * DAY + HOUR));
    expect(await remindersTo("UBO1")).toMatchObject([{ via: "chat", data: { count: "2" } }]);
    const [{ data } = { data: { list: "" } }] = await remindersTo("UBO1");
    expect(data["list"]).toContain(`${first.id} · Amy Ash`);
    expect(data["list"]).toContain(`${second.id} · Amy Ash`);
  });

  it("is reminded every two days, five times, and then the admins are asked instead", async () => {
    const { id } = await waiting("UBO2", start);
    for (let hours = 0; hours < 11 * 24; hours++) await remind(later(hours * HOUR));
    expect(await remindersTo("UBO2")).toHaveLength(5);
    expect((await findRequest(db, id))?.escalatedAt).toBeNull();
    await remind(later(12 * DAY));
    await remind(later(20 * DAY));
    expect(await remindersTo("UBO2")).toHaveLength(5);
    expect(await findRequest(db, id)).toMatchObject({ status: "waiting", escalatedAt: later(12 * DAY) });
    expect(await db.select().from(cards).where(eq(cards.requestId, id))).toMatchObject([
      { audience: "admin", place: "C1" },
    ]);
    const kinds = (await listEvents(db, id)).map(({ kind }) => kind);
    expect(kinds).toEqual(["waiting", ...Array(5).fill("reminded"), "escalated"]);
  });

  it("is left alone about what they have decided", async () => {
    const { id } = await waiting("UBO3", start);
    await db.update(requests).set({ status: "refused" }).where(eq(requests.id, id));
    await remind(later(2 * DAY));
    expect(await remindersTo("UBO3")).toEqual([]);
  });
});

describe("a request that nobody decides on", () => {
  it.each(["await-admin", "await-pi"] as const)(
    "ends after thirty days at %s, and whoever asked hears it",
    async (stage) => {
      const { id } = await waiting("UBO4", start, stage);
      await expire(later(30 * DAY - 1));
      expect(await findRequest(db, id)).toMatchObject({ status: "waiting" });
      await expire(later(30 * DAY));
      await expire(later(31 * DAY));
      expect(await findRequest(db, id)).toMatchObject({
        status: "refused",
        problem: "nobody has decided on it within 30 days",
      });
      const sent = await db.select().from(messages).where(eq(messages.requestId, id));
      expect(sent.map(({ letter }) => letter)).toEqual(["expired"]);
    },
  );
});

it("Of two processes whose clocks strike at the same moment one does the work; a tick that was missed is made up for", async () => {
  await waiting("UBO5", start);
  const log = openLog("silent");
  const late = later(2 * DAY + 5 * HOUR);
  const clocks = [1, 2].map(() =>
    startCron({ ...clock, db, chat, now: () => late, log, digest, timeZone: "Europe/Berlin" }),
  );
  await expect.poll(() => remindersTo("UBO5")).toHaveLength(1);
  await expect
    .poll(() => database.query("select 1 from cron_slots where slot > $1", [later(2 * DAY)]))
    .toHaveLength(4);
  for (const each of clocks) each.stop();
  expect(await remindersTo("UBO5")).toHaveLength(1);
});
