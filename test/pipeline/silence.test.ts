import { eq } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { aNewRequest } from "../../dev/local-stack/a-new-request.ts";
import { secretKeys } from "../../src/credentials/secret-keys.ts";
import { applyChange, recordEvent } from "../../src/db/apply-change.ts";
import { inTransaction } from "../../src/db/client.ts";
import type { StageName, WaitsFor } from "../../src/db/names.ts";
import { findLinkByRequest, purgeExpiredSecrets, revokeLink } from "../../src/db/password-links.ts";
import { findRequest, insertRequest, listEvents } from "../../src/db/requests.ts";
import { notifications, type Request, requests } from "../../src/db/schema.ts";
import { transition } from "../../src/pipeline/engine/transition.ts";
import { sendAdminDigest } from "../../src/pipeline/jobs/admin-digest.ts";
import { HEARTBEAT_JOB } from "../../src/pipeline/jobs/downtime.ts";
import { expireRequests } from "../../src/pipeline/jobs/expire-requests.ts";
import { remindPis } from "../../src/pipeline/jobs/remind-pis.ts";
import type { PipelineDeps } from "../../src/pipeline/pipeline-deps.ts";
import { waitFor } from "../../src/pipeline/stage.ts";
import { close } from "../../src/pipeline/stages/close.ts";
import { handOver } from "../../src/pipeline/stages/hand-over.ts";
import { register } from "../../src/pipeline/stages/register.ts";
import { buildWorkflows } from "../../src/pipeline/workflows.ts";
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
  workflows: buildWorkflows({ account: ["admin", "pi"], membership: ["pi"], quota: ["admin"] }),
  rules: rules as unknown as PipelineDeps["rules"],
};
const expire = (now: Date) => inTransaction(db, (tx) => expireRequests(tx, now, clock));
const remind = (now: Date) => inTransaction(db, (tx) => remindPis(tx, now, clock));

/** acct runs its hourly jobs from one moment to another. */
async function up(from: Date, to: Date): Promise<void> {
  await database.query(
    `insert into cron_slots select $1, slot from generate_series($2::timestamptz, $3, interval '1 hour') as slot
     on conflict do nothing`,
    [HEARTBEAT_JOB, from, to],
  );
}

/** What a request of these tests waits for at its stage. */
const WAITS: Partial<Record<StageName, WaitsFor>> = {
  "await-admin": "admin",
  "await-pi": "pi",
  "hand-over": "password",
  close: "closing-time",
};

async function waiting(stage: StageName, but: Partial<Request> = {}): Promise<Request> {
  const draft = aNewRequest({ stage, piUser: "UBO", piName: "Prof. Bo", ...but });
  const request = await insertRequest(db, draft, start);
  if (!request) throw new Error("not inserted");
  const change = transition(
    request,
    waitFor(WAITS[stage] ?? "project", "for someone"),
    clock.workflows.account,
    start,
  );
  await applyChange(db, request, change, start);
  return request;
}

// What an earlier test left waits for nobody.
beforeEach(async () => {
  await database.query("delete from cron_slots");
  await database.query("update requests set status = 'closed', waits_for = null");
});

/** What the jobs do from one moment to another. Returns how many requests ended. */
async function tick(from: Date, to: Date): Promise<number> {
  await up(from, to);
  let ended = 0;
  for (let at = from.getTime(); at <= to.getTime(); at += 6 * HOUR) {
    await remind(new Date(at));
    ended += await expire(new Date(at));
  }
  return ended;
}
const plus = (moment: Date, ms: number) => new Date(moment.getTime() + ms);
const endings = async () =>
  (await db.select().from(notifications)).filter(({ template }) => template === "requests-expiring");

describe("after three weeks in which acct was down", () => {
  it("nobody's request expires before they were reminded, and the weeks do not count as silence", async () => {
    const { id } = await waiting("await-pi");
    const back = later(10 * DAY + 21 * DAY);
    await up(start, later(10 * DAY));
    expect(await tick(back, plus(back, 20 * DAY - HOUR))).toBe(0);
    expect(await findRequest(db, id)).toMatchObject({ status: "waiting" });
    expect((await listEvents(db, id)).map(({ kind }) => kind)).toContain("reminded");
    expect(await tick(plus(back, 20 * DAY), plus(back, 20 * DAY))).toBe(1);
    expect(await findRequest(db, id)).toMatchObject({ status: "refused" });
  });

  it("a PI whose request was about to expire is reminded first, and gets a reminder's time", async () => {
    const { id } = await waiting("await-pi", { email: "about@example.org", piUser: "UABOUT" });
    const back = later(29.9 * DAY + 21 * DAY);
    await up(start, later(29.9 * DAY));
    await tick(back, back);
    expect(await listEvents(db, id)).toMatchObject([{ kind: "waiting" }, { kind: "reminded", at: back }]);
    await tick(back, plus(back, 2 * DAY - HOUR));
    expect(await findRequest(db, id)).toMatchObject({ status: "waiting" });
    await tick(plus(back, 2 * DAY), plus(back, 2 * DAY));
    expect(await findRequest(db, id)).toMatchObject({ status: "refused" });
  });

  it.each<[string, StageName, Partial<Request>]>([
    ["waits for an admin", "await-admin", {}],
    [
      "was put before the admins, because the PI did not answer",
      "await-pi",
      { escalatedAt: later(12 * DAY) },
    ],
    ["has a PI whom nobody can ask", "await-pi", { piUser: null }],
  ])("the admins are reminded of what %s before it ends, by one message", async (_, stage, but) => {
    const asked: Request[] = [];
    for (let n = 0; n < 3; n++) asked.push(await waiting(stage, but));
    const { escalatedAt = null } = but;
    for (const { id } of asked) await db.update(requests).set({ escalatedAt }).where(eq(requests.id, id));
    const before = (await endings()).length;
    const back = later(29.9 * DAY + 21 * DAY);
    await up(start, later(29.9 * DAY));
    const states = async () =>
      (await Promise.all(asked.map(({ id }) => findRequest(db, id)))).map((found) => found?.status);

    await tick(back, plus(back, 2 * DAY));
    expect(await states()).toEqual(["waiting", "waiting", "waiting"]);
    expect((await endings()).slice(before)).toMatchObject([
      { via: "channel", toUser: "C1", data: { count: "3" } },
    ]);
    await tick(plus(back, 2 * DAY + HOUR), plus(back, 3 * DAY));
    expect(await states()).toEqual(["refused", "refused", "refused"]);
    expect(await endings()).toHaveLength(before + 1);
  });

  it("a PI who was asked the day before has as long to answer as if nothing had happened", async () => {
    await waiting("await-pi", { email: "day-before@example.org", piUser: "UDAY" });
    const back = later(DAY + 21 * DAY);
    await up(start, later(DAY));
    await up(back, back);
    await remind(back);
    const remindersTo = async () =>
      (await db.select().from(notifications)).filter(({ toUser }) => toUser === "UDAY");
    expect(await remindersTo()).toEqual([]);
    await up(back, plus(back, DAY));
    await remind(plus(back, DAY));
    expect(await remindersTo()).toHaveLength(1);
  });
});

it("Half a year in which acct was down is downtime, too", async () => {
  const { id } = await waiting("await-admin", { email: "half-a-year@example.org" });
  const back = later(10 * DAY + 183 * DAY);
  await up(start, later(10 * DAY));
  await tick(back, plus(back, 19 * DAY));
  expect(await findRequest(db, id)).toMatchObject({ status: "waiting" });
  await tick(plus(back, 19 * DAY + HOUR), plus(back, 23 * DAY));
  expect(await findRequest(db, id)).toMatchObject({ status: "refused" });
});

it("Where acct is down every night, requests end all the same", async () => {
  const { id } = await waiting("await-admin", { email: "nights@example.org" });
  for (let day = 0; day < 61; day++) await tick(later(day * DAY), later(day * DAY + 12 * HOUR));
  expect(await findRequest(db, id)).toMatchObject({ status: "refused" });
});

describe("a password link", () => {
  const deps = (now: Date) =>
    ({
      db,
      now: () => now,
      passwords: [{ name: "LDAP", lockOf: async () => undefined, setPassword: async () => undefined }],
      secretKey: secretKeys(Buffer.alloc(32, 7)),
      rules: {
        ...rules,
        times: { ...rules.times, passwordLink: 7 * DAY },
        approvals: { account: ["admin"] },
        privilegedProjects: [],
        projects: { astro: { pi: "bo@example.org" } },
        registry: { uidNumbers: { from: 20_000, to: 29_999 }, gidNumbers: { from: 5000, to: 5999 } },
      },
    }) as unknown as PipelineDeps;
  async function handedOver(username: string) {
    const request = await waiting("hand-over", { email: `${username}@example.org`, username });
    await database.query("update requests set pin_hash = 'a PIN' where id = $1", [request.id]);
    const decisions = { admin: { verdict: "approved", by: "UADA", byName: "Ada", at: start.toISOString() } };
    await register.run({ ...request, decisions } as Request, deps(start));
    const run = async (now: Date) => {
      const found = await findRequest(db, request.id);
      if (!found) throw new Error("the request is gone");
      return handOver.run(found, deps(now));
    };
    const link = async () => {
      const found = await findLinkByRequest(db, request.id);
      if (!found) throw new Error("there is no link");
      return found;
    };
    expect(await run(start)).toMatchObject({ kind: "wait", until: later(7 * DAY) });
    return { request, run, link };
  }

  it("that expired while acct was down works again for the time that was lost, keeps its PIN, and its owner is told", async () => {
    const { run, link } = await handedOver("down");
    const back = later(2 * DAY + 21 * DAY);
    await up(start, later(2 * DAY));
    await up(back, back);
    await purgeExpiredSecrets(db, back);
    const until = plus(back, 5 * DAY);
    expect(await run(back)).toMatchObject({
      kind: "wait",
      until,
      notifications: [{ template: "welcome", data: { until: until.toISOString() } }, { template: "ready" }],
    });
    expect(await link()).toMatchObject({ expiresAt: until, pinHash: "a PIN" });
    await up(back, until);
    expect(await run(until)).toMatchObject({ kind: "done", notifications: [{ template: "link-expired" }] });
  });

  it("works longer by the days that acct was down before it expired", async () => {
    const { run } = await handedOver("days");
    await up(start, later(DAY));
    await up(later(4 * DAY), later(10 * DAY));
    expect(await run(later(7 * DAY))).toMatchObject({ kind: "wait", until: later(10 * DAY) });
    expect(await run(later(10 * DAY))).toMatchObject({ kind: "done" });
  });

  it("that somebody has ended stays dead, whether acct was down or not", async () => {
    const { request, run } = await handedOver("ended");
    await revokeLink(db, request.id, later(DAY));
    await up(start, later(DAY));
    await up(later(20 * DAY), later(20 * DAY));
    expect(await run(later(20 * DAY))).toMatchObject({ kind: "done" });
  });

  it("expires as it was said where acct was up", async () => {
    const { run } = await handedOver("upall");
    await up(start, later(7 * DAY));
    expect(await run(later(7 * DAY))).toMatchObject({ kind: "done" });
  });
});

it("A quarantined request ends after thirty days, too, and nobody is written to about it", async () => {
  const request = await insertRequest(db, aNewRequest({ email: "spam@example.org" }), start);
  if (!request) throw new Error("not inserted");
  const { id } = request;
  const change = transition(
    request,
    { kind: "quarantine", by: { id: "acct", name: "acct" } },
    clock.workflows.account,
    start,
  );
  await applyChange(db, request, change, start);
  await expire(later(30 * DAY));
  expect(await findRequest(db, id)).toMatchObject({ status: "refused" });
  expect((await db.select().from(notifications)).filter(({ requestId }) => requestId === id)).toEqual([]);
});

it("A stuck request never ends by itself, and is in each day's digest until someone handles it", async () => {
  const { id } = await waiting("create-accounts", { email: "stuck@example.org" });
  await database.query(
    "update requests set status = 'stuck', waits_for = null, problem = 'LDAP is away' where id = $1",
    [id],
  );
  await up(start, start);
  for (const days of [1, 31, 400]) {
    await expire(later(days * DAY));
    await remind(later(days * DAY));
    const date = later(days * DAY)
      .toISOString()
      .slice(0, 10);
    await inTransaction(db, (tx) => sendAdminDigest(tx, later(days * DAY), { rules: clock.rules, date }));
    const [digest] = await database.query<{ data: { list: string } }>(
      "select data from notifications where key = $1",
      [`admin-digest:${date}`],
    );
    expect(digest?.data.list).toMatch(new RegExp(`\\b1\\b.*\\b${id}$`, "m"));
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
  const told = (await db.select().from(notifications)).filter(({ key }) =>
    key.startsWith("admin-digest:2028-12-"),
  );
  expect(told).toHaveLength(2);
});

it("A finished request closes a day after anybody last did something with it; what acct does by itself does not count", async () => {
  const request = await waiting("close", { email: "close@example.org" });
  const deps = (now: Date) => ({ db, rules: clock.rules, now: () => now }) as unknown as PipelineDeps;
  const note = (actor: string, at: Date) =>
    recordEvent(db, request.id, { kind: "answered", actor, actorName: actor, note: "" }, at);
  await note("U0AMY", later(20 * HOUR));
  await note("acct", later(23 * HOUR));
  expect(await close.run(request, deps(later(25 * HOUR)))).toMatchObject({
    kind: "wait",
    until: later(44 * HOUR),
  });
  expect(await close.run(request, deps(later(44 * HOUR)))).toMatchObject({ kind: "done" });
});
