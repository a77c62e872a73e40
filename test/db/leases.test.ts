import { eq } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { aNewRequest } from "../../dev/local-stack/a-new-request.ts";
import { approvalsOf } from "../../dev/local-stack/approvals-of.ts";
import { applyChange } from "../../src/db/apply-change.ts";
import { extendLeases, leaseDue, returnLease, returnOthers } from "../../src/db/leases.ts";
import { findRequest, insertRequest, listEvents } from "../../src/db/requests.ts";
import { notifications } from "../../src/db/tables/notifications.ts";
import { requests } from "../../src/db/tables/requests.ts";
import { views } from "../../src/db/tables/views.ts";
import { transition } from "../../src/pipeline/engine/transition.ts";
import { toRequester } from "../../src/pipeline/outbox/recipients.ts";
import { done, waitFor } from "../../src/pipeline/stage.ts";
import { buildWorkflows } from "../../src/pipeline/workflows.ts";
import { newDatabase } from "../new-database.ts";

const database = await newDatabase();
const { db, query } = database;
afterAll(() => database.close());

const now = new Date("2026-03-02T08:00:00Z");
const later = (ms: number) => new Date(now.getTime() + ms);
const lease = { now, leaseMs: 30_000, limit: 10 };
const workflow = buildWorkflows(
  approvalsOf({ account: ["admin", "pi"], membership: ["pi"], quota: ["admin"] }),
).account;

// Requests from earlier tests must not be due.
beforeEach(() => query("update requests set run_at = null, lease_token = null, lease_by = null"));

async function dueRequest() {
  const request = await insertRequest(db, { ...aNewRequest(), runAt: now }, now);
  if (!request) throw new Error("not inserted");
  return request;
}

describe("a leased request", () => {
  it("can't be leased by another process until its lease ends", async () => {
    await dueRequest();
    expect(await leaseDue(db, requests, { ...lease, by: 1 })).toHaveLength(1);
    expect(await leaseDue(db, requests, { ...lease, by: 2 })).toHaveLength(0);
    expect(await leaseDue(db, requests, { ...lease, by: 2, now: later(30_000) })).toHaveLength(1);
  });

  it("stays with a process that extends the lease in time", async () => {
    await dueRequest();
    const [leased] = await leaseDue(db, requests, { ...lease, by: 1 });
    await extendLeases(db, requests, [leased?.leaseToken ?? 0], {
      by: 1,
      now: later(20_000),
      leaseMs: 30_000,
    });
    expect(await leaseDue(db, requests, { ...lease, by: 2, now: later(40_000) })).toHaveLength(0);
  });

  it("can't be leased by another process between two of its stages", async () => {
    const request = await dueRequest();
    const [leased] = await leaseDue(db, requests, { ...lease, by: 1 });
    const { leaseToken = 0 } = leased ?? {};
    const change = transition(request, done("free"), workflow, now);
    expect(await applyChange(db, request, change, now, { leaseToken, keepLease: true })).toBe(1);
    expect(await leaseDue(db, requests, { ...lease, by: 2, now: later(29_000) })).toHaveLength(0);
    expect(await leaseDue(db, requests, { ...lease, by: 2, now: later(30_000) })).toHaveLength(1);
  });

  it("can be leased immediately after its process has returned it", async () => {
    await dueRequest();
    const [leased] = await leaseDue(db, requests, { ...lease, by: 1 });
    await returnLease(db, requests, { leaseBy: 1, leaseToken: leased?.leaseToken ?? 0 }, now);
    expect(await leaseDue(db, requests, { ...lease, by: 2 })).toHaveLength(1);
  });

  it("is not leased again by the process that is still working on it, even after its lease has ended", async () => {
    const { id } = await dueRequest();
    await leaseDue(db, requests, { ...lease, by: 1 });
    const again = { ...lease, by: 1, now: later(30_000) };
    expect(await leaseDue(db, requests, { ...again, except: [id] })).toHaveLength(0);
    expect(await leaseDue(db, requests, again)).toHaveLength(1);
  });

  it("stays with its process even after its lease has ended, while others lease only free requests", async () => {
    await dueRequest();
    await leaseDue(db, requests, { ...lease, by: 1 });
    const free = await dueRequest();
    const after = { ...lease, by: 2, now: later(30_000), onlyFree: true };
    expect(await leaseDue(db, requests, after)).toEqual([expect.objectContaining({ id: free.id })]);
  });

  it("is returned if its process never learned of its lease, but the requests that the process knows of are kept", async () => {
    const [kept, lost] = [await dueRequest(), await dueRequest()];
    const leased = await leaseDue(db, requests, { ...lease, by: 1 });
    const token = leased.find(({ id }) => id === kept.id)?.leaseToken ?? 0;
    await returnOthers(db, requests, { by: 1, now }, [token]);
    expect(await leaseDue(db, requests, { ...lease, by: 2 })).toEqual([
      expect.objectContaining({ id: lost.id }),
    ]);
  });
});

it("Simultaneous processes never lease the same request", async () => {
  await Promise.all(Array.from({ length: 60 }, dueRequest));
  const all = await Promise.all(
    Array.from({ length: 12 }, (_, by) => leaseDue(db, requests, { ...lease, by: by + 1, limit: 5 })),
  );
  const ids = all.flat().map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.length).toBeGreaterThan(0);
});

it("A process that lost its lease changes nothing: no row, no event, no message, no card", async () => {
  const request = await dueRequest();
  const [zombie] = await leaseDue(db, requests, { ...lease, by: 1 });
  const [heir] = await leaseDue(db, requests, { ...lease, by: 2, now: later(30_000) });
  const outcome = waitFor("admin", "Waiting for an admin", {
    views: [{ audience: "admin", place: "C1" }],
    notifications: [toRequester(request, "received")],
  });
  const change = transition(request, outcome, workflow, now);

  expect(
    await applyChange(db, request, change, now, { leaseToken: zombie?.leaseToken ?? 0 }),
  ).toBeUndefined();
  expect(await findRequest(db, request.id)).toMatchObject({
    status: "running",
    leaseToken: heir?.leaseToken,
  });
  expect(await listEvents(db, request.id)).toEqual([]);
  expect(await db.select().from(notifications).where(eq(notifications.requestId, request.id))).toEqual([]);
  expect(await db.select().from(views).where(eq(views.requestId, request.id))).toEqual([]);

  expect(await applyChange(db, request, change, now, { leaseToken: heir?.leaseToken ?? 0 })).toBe(1);
  expect(await findRequest(db, request.id)).toMatchObject({ status: "waiting", leaseToken: null });
});

it("A notification about a request is queued once, no matter how often the stage runs", async () => {
  const request = await dueRequest();
  for (let version = 0; version < 3; version++) {
    const change = transition(
      request,
      waitFor("admin", "", { notifications: [toRequester(request, "received")] }),
      workflow,
      now,
    );
    await applyChange(db, { ...request, version }, change, now);
  }
  expect(await listEvents(db, request.id)).toHaveLength(3);
  expect(await db.select().from(notifications).where(eq(notifications.requestId, request.id))).toHaveLength(
    1,
  );
});

describe("the audit log", () => {
  it("can't be changed, even with write access to the database", async () => {
    const request = await dueRequest();
    await applyChange(db, request, transition(request, waitFor("admin", "x"), workflow, now), now);
    await expect(query("update events set note = 'forged'")).rejects.toThrow("append-only");
    await expect(query("delete from events")).rejects.toThrow("append-only");
  });
});
