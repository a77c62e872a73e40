import { afterAll, afterEach, expect, it } from "vitest";
import { aNewRequest } from "../../../dev/local-stack/a-new-request.ts";
import { openDatabase } from "../../../src/db/client.ts";
import { leaseDue, returnLease } from "../../../src/db/leases.ts";
import { connectionName, joinProcesses, newProcessNumber } from "../../../src/db/process.ts";
import { findRequest, insertRequest } from "../../../src/db/requests.ts";
import { type Request, requests } from "../../../src/db/tables/requests.ts";
import { openLog } from "../../../src/log.ts";
import { workLoop } from "../../../src/pipeline/engine/work-loop.ts";
import { newDatabase } from "../../new-database.ts";

const database = await newDatabase();
const now = () => new Date();
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});
afterAll(() => database.close());

/** Starts one process of the engine that does the test's work. */
async function startProcess(work: (id: number) => Promise<void>, leaseMs = 30_000) {
  const number = newProcessNumber();
  const { db, close } = openDatabase({ url: database.url }, () => undefined, {
    name: connectionName(number),
  });
  const process = joinProcesses(
    { number, url: database.url },
    { wake: () => loop.wake(), lost: () => undefined, rejoined: () => loop.keep() },
  );
  const loop = workLoop<typeof requests>({
    db,
    queue: requests,
    process,
    now,
    log: openLog("silent"),
    concurrency: 5,
    leaseMs,
    // As in production: a process that is missing in two checks in a row counts as dead.
    pollMs: 1000,
    work: async (row) => {
      await work(row.id);
      await returnLease(db, requests, row, new Date("2100-01-01"));
    },
  });
  stops.push(async () => {
    await loop.stop();
    await process.leave();
    await close();
  });
  await process.join();
  return { number, process };
}

async function dueRequest(): Promise<Request> {
  const request = await insertRequest(database.db, { ...aNewRequest(), runAt: now() }, now());
  if (!request) throw new Error("not inserted");
  await database.query("notify acct");
  return request;
}

/** Closes every database connection of a process. */
const cutOff = (number: number) =>
  database.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and
     (application_name = $1 or pid in (select pid from pg_locks where locktype = 'advisory' and objid = $2))`,
    [connectionName(number), number],
  );

/** Waits until a request of a process that died just now has been freed. */
async function untilTheDeadAreFreed(): Promise<void> {
  const request = await insertRequest(database.db, { ...aNewRequest(), runAt: now() }, now());
  await leaseDue(database.db, requests, { by: 2_000_000_000, now: now(), leaseMs: 600_000, limit: 1 });
  await expect
    .poll(() => findRequest(database.db, request?.id ?? 0))
    .not.toMatchObject({ leaseBy: 2_000_000_000 });
}

it("A request of a process that lost all its database connections isn't started by another process, and this doesn't count as a death", async () => {
  const begun: number[] = [];
  const finish = Promise.withResolvers<void>();
  const work = async (id: number) => {
    begun.push(id);
    if (id === slow.id) await finish.promise;
  };
  const processes = [await startProcess(work), await startProcess(work)];
  const slow = await dueRequest();
  await expect.poll(() => begun).toContain(slow.id);

  const { leaseBy } = (await findRequest(database.db, slow.id)) ?? {};
  const holder = processes.find(({ number }) => number === leaseBy);
  await cutOff(leaseBy ?? 0);
  await expect.poll(() => holder?.process.number()).toBe(leaseBy);
  await untilTheDeadAreFreed();
  expect(begun.filter((id) => id === slow.id)).toHaveLength(1);
  expect(await findRequest(database.db, slow.id)).toMatchObject({ leaseBy, deaths: 0, attempt: 0 });
  finish.resolve();
  await expect.poll(() => findRequest(database.db, slow.id)).toMatchObject({ leaseBy: null });
});

it("A row that looks abandoned isn't started again by the process that is still working on it", async () => {
  let begun = 0;
  const finish = Promise.withResolvers<void>();
  await startProcess(async (id) => {
    if (id !== slow.id) return;
    begun++;
    await finish.promise;
  });
  const slow = await dueRequest();
  await expect.poll(() => begun).toBe(1);
  await database.query(
    "update requests set lease_token = null, lease_by = null, run_at = now() where id = $1",
    [slow.id],
  );
  const other = await dueRequest();
  await expect
    .poll(() => findRequest(database.db, other.id))
    .toMatchObject({ runAt: new Date("2100-01-01") });
  expect(begun).toBe(1);
  finish.resolve();
  await expect.poll(() => begun).toBe(2);
});

it("After an unexpected error, work is retried within seconds, not when its lease ends", async () => {
  let begun = 0;
  const ours = Promise.withResolvers<number>();
  await startProcess(async (row) => {
    // A row from an earlier test may still be due.
    if (row === (await ours.promise) && ++begun === 1) throw new Error("unforeseen");
  }, 600_000);
  const { id } = await dueRequest();
  ours.resolve(id);
  await expect.poll(() => findRequest(database.db, id)).toMatchObject({ runAt: new Date("2100-01-01") });
  expect(begun).toBe(2);
});
