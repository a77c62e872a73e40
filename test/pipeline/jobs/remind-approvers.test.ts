import { eq } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { approvalsOf } from "../../../dev/local-stack/approvals-of.ts";
import { inTransaction } from "../../../src/db/client.ts";
import { findRequest, listEvents } from "../../../src/db/requests.ts";
import { notifications } from "../../../src/db/tables/notifications.ts";
import { requests } from "../../../src/db/tables/requests.ts";
import { views } from "../../../src/db/tables/views.ts";
import { findAskedGroups, remindApprovers } from "../../../src/pipeline/jobs/remind-approvers.ts";
import { waitFor } from "../../../src/pipeline/stage.ts";
import { anApproval } from "../../a-request.ts";
import { inMemoryChat } from "../../in-memory/in-memory-chat.ts";
import { DAY, HOUR, someRules } from "../../in-memory/pipeline-deps.ts";
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

it("The first reminder comes after `start`, and each further one after `interval`", async () => {
  await waiting("slack:UPACE");
  const rules = { ...jobDeps.rules, reminders: { start: 4 * HOUR, interval: DAY } };
  const due = async (ms: number) =>
    inTransaction(db, (tx) => remindApprovers(tx, later(ms), { ...jobDeps, rules }));
  const counts = [3 * HOUR, 4 * HOUR, DAY, DAY + 3 * HOUR, DAY + 4 * HOUR];
  const touched: number[] = [];
  for (const ms of counts) touched.push(await due(ms));
  expect(touched).toEqual([0, 1, 0, 0, 1]);
});

it("Someone who is a PI, and a delegate for two others, gets one message for all of it", async () => {
  const delegates = [{ user: "slack:UBO8", name: "Prof. Bo" }];
  const ids = [(await waiting("slack:UBO8")).id];
  for (const piUser of ["slack:UONE", "slack:UTWO"]) {
    const { id } = await waiting(piUser);
    await db.update(requests).set({ delegates, piName: piUser }).where(eq(requests.id, id));
    ids.push(id);
  }
  const rules = { ...jobDeps.rules, piReminders: 0 };
  // Their own requests are still theirs to decide after the reminders of the others are used up.
  await db
    .update(requests)
    .set({ delegates })
    .where(eq(requests.id, ids[0] ?? 0));
  await inTransaction(db, (tx) => remindApprovers(tx, later(2 * DAY), { ...jobDeps, rules }));
  const told = await remindersTo("slack:UBO8");
  expect(told).toHaveLength(1);
  for (const id of ids) expect(told[0]?.data.list).toMatch(new RegExp(`^${id}\\b`, "m"));
  expect(told[0]?.data.forPi).toMatch(/UONE and .*UTWO|UTWO and .*UONE/);
});

describe("a group that is asked", () => {
  const rules = someRules({
    approvals: approvalsOf({
      account: ["admin", { name: "Security", from: { group: "security" } }],
      membership: ["pi"],
      quota: ["admin"],
    }),
    groups: { security: ["ada@example.org", "slack:UBO", "away@example.org", "group:slack:SSEC"] },
  });
  const required = rules.approvals.account;
  const aGroupRequest = async (but: Parameters<typeof aWaitingRequest>[2] = {}, at = start) => {
    const request = await aWaitingRequest(database, "await-admin", but, at);
    await db.update(requests).set({ required }).where(eq(requests.id, request.id));
    return request;
  };
  const remindAll = async (now: Date, chat = inMemoryChat()) => {
    chat.groups.set("slack:SSEC", ["slack:UADA", "slack:UGONE"]);
    chat.addPerson("Gone Long", { user: "slack:UGONE", membership: "deactivated" });
    const groups = await findAskedGroups({ db, chat, rules });
    return inTransaction(db, (tx) => remindApprovers(tx, now, { ...jobDeps, rules }, groups));
  };
  const told = async () => {
    const all = (await db.select().from(notifications)).filter(({ template }) => template === "pi-reminder");
    return all.map(({ via, toUser, toEmail, data }) => ({ to: toUser ?? toEmail, via, count: data.count }));
  };
  beforeEach(() => database.query("delete from notifications where template = 'pi-reminder'"));

  it("is reminded person by person, once for all requests: in the chat, or by email if they aren't there", async () => {
    await aGroupRequest();
    await aGroupRequest({}, later(HOUR));
    expect(await remindAll(later(2 * DAY - 1))).toBe(0);
    expect(await remindAll(later(2 * DAY))).toBe(2);
    expect(await remindAll(later(2 * DAY + HOUR))).toBe(0);
    expect((await told()).toSorted((a, b) => (a.to ?? "").localeCompare(b.to ?? ""))).toEqual([
      { to: "away@example.org", via: "email", count: "2" },
      { to: "slack:UADA", via: "chat", count: "2" },
      { to: "slack:UBO", via: "chat", count: "2" },
    ]);
  });

  it("isn't reminded of what it has approved, of people's own requests, or of questions to the requester", async () => {
    const by = { by: "slack:UBO", byName: "Bo Birch", name: "Security", roles: ["security"] };
    const { id } = await aGroupRequest({ requesterUser: "slack:UADA" });
    await aGroupRequest({ approvals: [anApproval(by)] });
    const asked = await aGroupRequest();
    await act(database, asked.id, { kind: "ask", by: { id: "slack:UADA", name: "Ada" }, text: "?" }, start);
    await remindAll(later(2 * DAY));
    const list = (await db.select().from(notifications)).filter(({ template }) => template === "pi-reminder");
    for (const one of list) expect(one.data.list).toMatch(new RegExp(`^${id} .*$`));
    expect(list.map(({ toUser, toEmail }) => toUser ?? toEmail).toSorted()).toEqual([
      "away@example.org",
      "slack:UBO",
    ]);
  });

  it("is reminded as a PI is if it decides about a group besides the project, and then an admin may decide for it", async () => {
    const robots = { name: "group robots", count: 1, from: [{ role: "security", count: 1 }] };
    const { id } = await aWaitingRequest(database, "await-admin", {
      details: {
        groups: ["robots"],
        furtherApprovals: [robots],
        groupDeciders: [
          { user: "slack:UBO", name: "Bo", email: "bo@example.org", approvals: [robots.name] },
          { user: "email:away@example.org", name: "A", email: "away@example.org", approvals: [robots.name] },
        ],
      },
    });
    await db
      .update(requests)
      .set({ required: [required[0] ?? robots, robots] })
      .where(eq(requests.id, id));
    for (let hours = 0; hours < 16 * 24; hours += 6) await remindAll(later(hours * HOUR));
    const sent = (await db.select().from(notifications)).filter(({ requestId }) => requestId === id);
    const to = (user: string) =>
      sent.filter(({ toUser, toEmail }) => (toUser ?? toEmail) === user).map(({ template }) => template);
    expect(to("slack:UBO")).toEqual(Array(5).fill("pi-reminder"));
    expect(to("away@example.org")).toEqual(Array(5).fill("pi-email-reminder"));
    expect(to("slack:CADMINS")).toEqual(["needs-attention"]);
    const request = await findRequest(db, id);
    expect(request).toMatchObject({ escalatedAt: null, details: { groupsEscalatedAt: expect.any(String) } });
  });

  it("is reminded later if the chat can't say who is in it, and PIs are reminded anyway", async () => {
    await aGroupRequest();
    await waiting("slack:UPI9");
    const chat = inMemoryChat();
    chat.isAway = true;
    expect(await remindAll(later(2 * DAY), chat)).toBe(1);
    expect(await told()).toMatchObject([{ to: "slack:UPI9" }]);
    expect(await remindAll(later(2 * DAY + HOUR))).toBe(1);
  });
});
