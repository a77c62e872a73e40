import { eq } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { inTransaction } from "../../../src/db/client.ts";
import { findRequest, listEvents } from "../../../src/db/requests.ts";
import { notifications } from "../../../src/db/tables/notifications.ts";
import { requests } from "../../../src/db/tables/requests.ts";
import { views } from "../../../src/db/tables/views.ts";
import { remindApprovers } from "../../../src/pipeline/jobs/remind-approvers.ts";
import { waitFor } from "../../../src/pipeline/stage.ts";
import { DAY, HOUR } from "../../in-memory/pipeline-deps.ts";
import { storedRequest } from "../../in-registry.ts";
import { newDatabase } from "../../new-database.ts";
import { act, aWaitingRequest, endAll, jobDeps, wasUp } from "./a-waiting-request.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());
beforeEach(() => endAll(database));

// Two days before the clocks go forward in Europe.
const start = new Date("2028-03-24T12:00:00Z");
const later = (ms: number) => new Date(start.getTime() + ms);
const remind = (now: Date) => inTransaction(db, (tx) => remindApprovers(tx, now, jobDeps));
const waiting = (piUser: string, at = start) => aWaitingRequest(database, "await-pi", { piUser }, at);
const remindersTo = async (user: string) =>
  (await db.select().from(notifications).where(eq(notifications.toUser, user))).filter(
    ({ template }) => template === "pi-reminder",
  );

describe("a PI who doesn't reply", () => {
  it("gets no message for two days, and then one, no matter how many requests are waiting", async () => {
    const first = await waiting("slack:UBO1");
    const second = await waiting("slack:UBO1", later(DAY));
    await remind(later(2 * DAY - 1));
    expect(await remindersTo("slack:UBO1")).toEqual([]);
    expect(await remind(later(2 * DAY))).toBe(2);
    expect(await remind(later(2 * DAY + HOUR))).toBe(0);
    expect(await remindersTo("slack:UBO1")).toMatchObject([{ via: "chat", data: { count: "2" } }]);
    const [{ data } = { data: { list: "" } }] = await remindersTo("slack:UBO1");
    for (const { id } of [first, second]) expect(data.list).toMatch(new RegExp(`^${id}\\b.*Amy Ash`, "m"));
  });

  it("is reminded every two days, five times, and then the admins are asked instead", async () => {
    const { id } = await waiting("slack:UBO2");
    for (let hours = 0; hours < 11 * 24; hours += 6) await remind(later(hours * HOUR));
    expect(await remindersTo("slack:UBO2")).toHaveLength(5);
    expect((await findRequest(db, id))?.escalatedAt).toBeNull();
    await remind(later(12 * DAY));
    await remind(later(20 * DAY));
    expect(await remindersTo("slack:UBO2")).toHaveLength(5);
    expect(await findRequest(db, id)).toMatchObject({ status: "waiting", escalatedAt: later(12 * DAY) });
    expect(await db.select().from(views).where(eq(views.requestId, id))).toMatchObject([
      { audience: "admin", place: "slack:CADMINS" },
    ]);
    const kinds = (await listEvents(db, id)).map(({ kind }) => kind);
    expect(kinds).toEqual(["waiting", ...Array(5).fill("reminded"), "escalated"]);
  });

  it("isn't reminded of what they have decided", async () => {
    const { id } = await waiting("slack:UBO3");
    await db.update(requests).set({ status: "refused", waitsFor: null }).where(eq(requests.id, id));
    expect(await remind(later(2 * DAY))).toBe(0);
    expect(await remindersTo("slack:UBO3")).toEqual([]);
  });
});

it("A PI who was asked by email is reminded by email, with a link for each request", async () => {
  const ids: number[] = [];
  for (let n = 0; n < 2; n++) {
    const { id } = await storedRequest(
      db,
      { stage: "await-pi", piEmail: "away@elsewhere.example", piName: "Prof. Bo" },
      start,
    );
    const asked = {
      key: `pi-approval:${id}:away@elsewhere.example`,
      template: "pi-approval" as const,
      via: "email" as const,
      toName: "Prof. Bo",
      toEmail: "away@elsewhere.example",
      toUser: null,
    };
    await act(database, id, waitFor("pi", "for Prof. Bo, asked by email", { notifications: [asked] }), start);
    ids.push(id);
  }
  await remind(later(2 * DAY));
  const sent = (await db.select().from(notifications)).filter(
    ({ template }) => template === "pi-email-reminder",
  );
  expect(sent).toMatchObject([{ via: "email", toEmail: "away@elsewhere.example", data: { count: "2" } }]);
  for (const id of ids) expect(sent[0]?.data.list).toMatch(new RegExp(`^${id}\\b.*Amy Ash`, "m"));
});

it("When the PI doesn't reply, the delegates are asked once more, and only then the admins", async () => {
  const { id } = await waiting("slack:UBO6");
  await db
    .update(requests)
    .set({ delegates: [{ user: "slack:UDEL", name: "Del" }] })
    .where(eq(requests.id, id));
  for (let hours = 0; hours <= 12 * 24; hours += 6) await remind(later(hours * HOUR));
  expect(await remindersTo("slack:UBO6")).toHaveLength(5);
  expect(await remindersTo("slack:UDEL")).toHaveLength(1);
  expect((await findRequest(db, id))?.escalatedAt).toBeNull();
  await remind(later(14 * DAY));
  expect((await findRequest(db, id))?.escalatedAt).toEqual(later(14 * DAY));
  const told = await db.select().from(notifications).where(eq(notifications.requestId, id));
  expect(told.filter(({ template }) => template === "needs-attention")).toMatchObject([
    { via: "channel", toUser: "slack:CADMINS" },
  ]);
});

it("While a question to the requester is open, the PI isn't reminded", async () => {
  const { id } = await waiting("slack:UBO7");
  await act(database, id, { kind: "ask", by: { id: "slack:UADA", name: "Ada" }, text: "Why?" }, later(DAY));
  expect(await remind(later(9 * DAY))).toBe(0);
  expect(await remindersTo("slack:UBO7")).toEqual([]);
});

it("After acct was down, a PI who was asked the day before has as long to reply as if nothing had happened", async () => {
  await waiting("slack:UDAY");
  const back = later(DAY + 21 * DAY);
  await wasUp(database, start, later(DAY));
  await wasUp(database, back, back);
  await remind(back);
  expect(await remindersTo("slack:UDAY")).toEqual([]);
  const dayAfter = later(22 * DAY + DAY);
  await wasUp(database, back, dayAfter);
  await remind(dayAfter);
  expect(await remindersTo("slack:UDAY")).toHaveLength(1);
});

it("A PI who was asked on a Friday is reminded after two working days, while people work", async () => {
  const rules = { ...jobDeps.rules, workingHours: { days: "weekdays", from: "08:00", to: "18:00" } as const };
  const friday = new Date("2028-03-24T09:30:00Z");
  await waiting("slack:UFRI", friday);
  const due = async (moment: string) =>
    inTransaction(db, (tx) => remindApprovers(tx, new Date(moment), { ...jobDeps, rules }));
  expect(await due("2028-03-26T09:31:00Z")).toBe(0);
  expect(await due("2028-03-28T08:29:00Z")).toBe(0);
  expect(await due("2028-03-28T09:31:00Z")).toBe(1);
  // The next one is due on Thursday, but not at night.
  expect(await due("2028-03-30T22:00:00Z")).toBe(0);
  expect(await due("2028-03-31T07:00:00Z")).toBe(1);
});
