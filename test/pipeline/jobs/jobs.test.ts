import { eq } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { aNewRequest } from "../../../dev/local-stack/a-new-request.ts";
import type { Actor } from "../../../src/chat/chat.ts";
import { startCron } from "../../../src/cron.ts";
import { applyChange } from "../../../src/db/apply-change.ts";
import { inTransaction } from "../../../src/db/client.ts";
import { findRequest, insertRequest, listEvents } from "../../../src/db/requests.ts";
import { notifications, type Request, requests, views } from "../../../src/db/schema.ts";
import { collapseViews } from "../../../src/db/views.ts";
import { openLog } from "../../../src/log.ts";
import { transition } from "../../../src/pipeline/engine/transition.ts";
import type { Action } from "../../../src/pipeline/engine/transition-by-action.ts";
import { sendAdminDigest } from "../../../src/pipeline/jobs/admin-digest.ts";
import { detectDeactivatedPis } from "../../../src/pipeline/jobs/detect-deactivated-pis.ts";
import { dueDate } from "../../../src/pipeline/jobs/due-date.ts";
import { expireRequests } from "../../../src/pipeline/jobs/expire-requests.ts";
import { remindPis } from "../../../src/pipeline/jobs/remind-pis.ts";
import { waitFor } from "../../../src/pipeline/stage.ts";
import { buildWorkflows } from "../../../src/pipeline/workflows.ts";
import { newDatabase } from "../../new-database.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const workflows = buildWorkflows({ account: ["admin", "pi"], membership: ["pi"], quota: ["admin"] });
const rules = {
  adminChannel: "C1",
  piReminders: 5,
  times: {
    passwordLink: 7 * DAY,
    closeAfter: DAY,
    remindPi: 2 * DAY,
    expireAfter: 30 * DAY,
    eraseAfter: 30 * DAY,
  },
};
const clock = { workflows, rules };
// Two days before the clocks go forward in Europe; a moved clock is what all of this is about.
const start = new Date("2028-03-24T12:00:00Z");
const later = (ms: number) => new Date(start.getTime() + ms);
const remind = (now: Date) => inTransaction(db, (tx) => remindPis(tx, now, clock));
const expire = (now: Date) => inTransaction(db, (tx) => expireRequests(tx, now, clock));

const chat = { getUser: () => Promise.reject(new Error("nobody is asked for here")) };
const digest = { at: "08:00", days: "daily" } as const;

// What an earlier test left waits for nobody.
beforeEach(() => database.query("update requests set status = 'closed', waits_for = null"));

async function waiting(
  piUser: string,
  at: Date,
  stage: "await-pi" | "await-admin" = "await-pi",
): Promise<Request> {
  const draft = { ...aNewRequest({ stage, piUser, piName: "Prof. Bo" }) };
  const request = await insertRequest(db, draft, at);
  if (!request) throw new Error("not inserted");
  await applyChange(
    db,
    request,
    transition(
      request,
      waitFor(stage === "await-pi" ? "pi" : "admin", "for Prof. Bo"),
      workflows.account,
      at,
    ),
    at,
  );
  return request;
}
const remindersTo = async (piUser: string) =>
  (await db.select().from(notifications).where(eq(notifications.toUser, piUser))).filter(
    ({ template }) => template === "pi-reminder",
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
    for (const { id } of [first, second]) expect(data.list).toMatch(new RegExp(`^${id}\\b.*Amy Ash`, "m"));
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
    expect(await db.select().from(views).where(eq(views.requestId, id))).toMatchObject([
      { audience: "admin", place: "C1" },
    ]);
    const kinds = (await listEvents(db, id)).map(({ kind }) => kind);
    expect(kinds).toEqual(["waiting", ...Array(5).fill("reminded"), "escalated"]);
  });

  it("is left alone about what they have decided", async () => {
    const { id } = await waiting("UBO3", start);
    await db.update(requests).set({ status: "refused", waitsFor: null }).where(eq(requests.id, id));
    await remind(later(2 * DAY));
    expect(await remindersTo("UBO3")).toEqual([]);
  });
});

describe("a PI who was asked by mail", () => {
  it("is reminded by mail, with a link for each request", async () => {
    const at = start;
    const ids: number[] = [];
    for (let n = 0; n < 2; n++) {
      const draft = {
        ...aNewRequest({ stage: "await-pi", piEmail: "away@elsewhere.example", piName: "Prof. Bo" }),
      };
      const request = await insertRequest(db, draft, at);
      if (!request) throw new Error("not inserted");
      const asked = {
        key: `${request.id}:pi-question:away@elsewhere.example`,
        template: "pi-question" as const,
        via: "email" as const,
        toName: "Prof. Bo",
        toEmail: "away@elsewhere.example",
        toUser: null,
      };
      const outcome = waitFor("pi", "for Prof. Bo, asked by email", { notifications: [asked] });
      await applyChange(db, request, transition(request, outcome, workflows.account, at), at);
      ids.push(request.id);
    }
    await remind(later(2 * DAY));
    const sent = (await db.select().from(notifications)).filter(
      ({ template }) => template === "pi-email-reminder",
    );
    expect(sent).toMatchObject([{ via: "email", toEmail: "away@elsewhere.example", data: { count: "2" } }]);
    for (const id of ids) expect(sent[0]?.data.list).toMatch(new RegExp(`^${id}\\b.*Amy Ash`, "m"));
  });
});

it("When the PI stays silent, whom they have named is asked once more, and only then the admins", async () => {
  const { id } = await waiting("UBO6", start);
  await db
    .update(requests)
    .set({ delegates: [{ user: "UDEL", name: "Del" }] })
    .where(eq(requests.id, id));
  for (let hours = 0; hours <= 12 * 24; hours++) await remind(later(hours * HOUR));
  expect(await remindersTo("UBO6")).toHaveLength(5);
  expect(await remindersTo("UDEL")).toHaveLength(1);
  expect((await findRequest(db, id))?.escalatedAt).toBeNull();
  await remind(later(14 * DAY));
  expect((await findRequest(db, id))?.escalatedAt).toEqual(later(14 * DAY));
  const told = await db.select().from(notifications).where(eq(notifications.requestId, id));
  expect(told.filter(({ template }) => template === "needs-attention")).toMatchObject([
    { via: "channel", toUser: "C1" },
  ]);
});

describe("while a question to the requester is open", () => {
  const by = { id: "UADA", name: "Ada" };

  it("nobody is reminded, and nothing ends; the answer lets the clock go on where it stood", async () => {
    const { id } = await waiting("UBO7", start);
    const act = async (action: Action, at: Date) => {
      const request = await findRequest(db, id);
      if (!request) throw new Error("gone");
      await applyChange(db, request, transition(request, action, workflows.account, at), at);
    };
    await act({ kind: "ask", by, text: "Why?" }, later(DAY));
    await remind(later(9 * DAY));
    await expire(later(60 * DAY));
    expect(await remindersTo("UBO7")).toEqual([]);
    expect(await findRequest(db, id)).toMatchObject({ status: "waiting" });

    await act({ kind: "answer", by: { id: "UAMY", name: "Amy" }, text: "Because." }, later(61 * DAY));
    await expire(later(61 * DAY + 28 * DAY));
    expect(await findRequest(db, id)).toMatchObject({ status: "waiting" });
    await expire(later(61 * DAY + 29 * DAY));
    expect(await findRequest(db, id)).toMatchObject({ status: "refused" });
  });
});

describe("the daily digest", () => {
  const zone = "Europe/Berlin";
  const at = (time: string) => ({ at: time, days: "daily" }) as const;

  it.each([
    ["before its time", "2028-03-24T06:59:00Z", at("08:00"), undefined],
    ["at its time", "2028-03-24T07:00:00Z", at("08:00"), "2028-03-24"],
    ["late, when everything was down at its time", "2028-03-24T21:00:00Z", at("08:00"), "2028-03-24"],
    ["after midnight it is another day", "2028-03-24T23:30:00Z", at("00:15"), "2028-03-25"],
    ["on the day without 02:30, not before", "2028-03-26T00:59:00Z", at("02:30"), undefined],
    [
      "on the day without 02:30, as the clocks have jumped over it",
      "2028-03-26T01:00:00Z",
      at("02:30"),
      "2028-03-26",
    ],
    ["on the day with 02:30 twice, the first time", "2028-10-29T00:30:00Z", at("02:30"), "2028-10-29"],
    ["on the day with 02:30 twice, the same date again", "2028-10-29T01:30:00Z", at("02:30"), "2028-10-29"],
    ["on a leap day", "2028-02-29T07:00:00Z", at("08:00"), "2028-02-29"],
    [
      "on a Sunday, when it is for weekdays",
      "2028-03-26T12:00:00Z",
      { at: "08:00", days: "weekdays" },
      undefined,
    ],
    [
      "on a Monday, when it is for weekdays",
      "2028-03-27T12:00:00Z",
      { at: "08:00", days: "weekdays" },
      "2028-03-27",
    ],
    ["never", "2028-03-27T12:00:00Z", { at: "08:00", days: "never" }, undefined],
  ] as const)("%s", (_, now, when, date) => {
    expect(dueDate(new Date(now), when, zone)).toBe(date);
  });

  it("says what waits and what is stuck, once a day, and nothing when there is nothing", async () => {
    const send = (now: Date) =>
      inTransaction(db, (tx) => sendAdminDigest(tx, now, { rules, date: now.toISOString().slice(0, 10) }));
    expect(await send(start)).toBe(0);
    const { id } = await waiting("UBO8", start, "await-admin");
    const stuck = await waiting("UBO8", start);
    await db.update(requests).set({ status: "stuck", waitsFor: null }).where(eq(requests.id, stuck.id));
    await send(start);
    await send(later(HOUR));
    const told = (await db.select().from(notifications)).filter(
      ({ template }) => template === "admin-digest",
    );
    expect(told).toMatchObject([{ via: "channel", toUser: "C1", requestId: null }]);
    const lines = told[0]?.data.list?.split("\n");
    expect(lines).toContainEqual(expect.stringMatching(new RegExp(`\\b1\\b.*\\b${stuck.id}$`)));
    expect(lines).toContainEqual(expect.stringMatching(/^○ 1 .*admin/));
    expect(id).toBeGreaterThan(0);
  });
});

it("Cards of what has been over for a day become one line, once", async () => {
  const request = await waiting("UBO9", start);
  await db
    .insert(views)
    .values({ requestId: request.id, audience: "admin", place: "C1", message: "C1/1", wantedVersion: 1 });
  await db
    .update(requests)
    .set({ status: "closed", waitsFor: null, updatedAt: start })
    .where(eq(requests.id, request.id));
  expect(await collapseViews(db, later(-HOUR), start)).toBe(0);
  expect(await collapseViews(db, later(HOUR), later(DAY))).toBe(1);
  expect(await collapseViews(db, later(HOUR), later(DAY))).toBe(0);
});

it("A PI who has left the chat is noticed, and what waits for them is looked at again", async () => {
  const gone = await waiting("UGONE", start);
  const there = await waiting("UTHERE", start);
  const getUser = async (user: string) =>
    ({ user, membership: user === "UGONE" ? "deactivated" : "member" }) as unknown as Actor;
  expect(await detectDeactivatedPis({ db, chat: { getUser: getUser } }, later(HOUR))).toBe(1);
  expect((await findRequest(db, gone.id))?.runAt).toEqual(later(HOUR));
  expect((await findRequest(db, there.id))?.runAt).toBeNull();
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
        problem: expect.stringContaining("30 days"),
      });
      const sent = await db.select().from(notifications).where(eq(notifications.requestId, id));
      expect(sent.map(({ template }) => template)).toEqual(["expired"]);
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
    .toHaveLength(7);
  for (const each of clocks) each.stop();
  expect(await remindersTo("UBO5")).toHaveLength(1);
});
