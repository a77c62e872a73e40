import pg from "pg";
import { afterAll, expect, it } from "vitest";
import { aNewRequest } from "../../dev/local-stack/a-new-request.ts";
import { openDatabase } from "../../src/db/client.ts";
import { LOCK_CLASS } from "../../src/db/free-dead-leases.ts";
import { leaseDue } from "../../src/db/leases.ts";
import { connectionName, joinProcesses, newProcessNumber, type Process } from "../../src/db/process.ts";
import { findRequest, insertRequest } from "../../src/db/requests.ts";
import { requests } from "../../src/db/tables/requests.ts";
import { newDatabase } from "../new-database.ts";

const database = await newDatabase();
const { db, query } = database;
const joined: Process[] = [];
afterAll(async () => {
  await Promise.all(joined.map((process) => process.leave()));
  await database.close();
});

async function join() {
  const wakes: (() => void)[] = [];
  const losses: Error[] = [];
  const process = joinProcesses(
    { number: newProcessNumber(), url: database.url },
    {
      wake: () => wakes.splice(0).forEach((resolve) => void resolve()),
      lost: (error) => losses.push(error),
    },
  );
  await process.join();
  joined.push(process);
  return { process, losses, woken: () => new Promise<void>((resolve) => wakes.push(resolve)) };
}

/** Closes the connection that shows that a process is alive, as the kernel does when the process is killed. */
const kill = (number: number | undefined) =>
  query("select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and objid = $1", [
    number,
  ]);

async function leasedBy(by: number) {
  const now = new Date();
  const request = await insertRequest(db, { ...aNewRequest(), runAt: now }, now);
  await leaseDue(db, requests, { by, now, leaseMs: 600_000, limit: 10 });
  return request?.id ?? 0;
}

it("A process that leaves while it is reopening its lost session is gone and keeps no session open", async () => {
  const { process } = await join();
  const number = process.number() ?? 0;
  const sessions = () =>
    query<{ waits: boolean }>(
      `select not granted as waits from pg_locks
       where locktype = 'advisory' and objid = $1 and mode = 'ShareLock'`,
      [number],
    );
  const outsider = new pg.Client({ connectionString: database.url });
  await outsider.connect();
  const held = outsider.query("select pg_advisory_lock($1, $2)", [LOCK_CLASS, number]);
  await expect
    .poll(() => query("select 1 from pg_locks where objid = $1 and not granted", [number]))
    .toHaveLength(1);
  await query("select pg_terminate_backend(pid) from pg_locks where objid = $1 and granted", [number]);
  await held;
  await expect.poll(sessions).toEqual([{ waits: true }]);

  await process.leave();
  await outsider.end();
  await expect.poll(sessions).toEqual([]);
  expect(process.number()).toBeUndefined();
});

it("A notification wakes a process", async () => {
  const { woken } = await join();
  const waking = woken();
  await query("notify acct");
  await waking;
});

it("A request of a killed process is freed long before its lease ends, and this counts as a death, not as a failed attempt", async () => {
  await join();
  const id = await leasedBy(2_000_000_000);
  const freed = { leaseToken: null, leaseBy: null, attempt: 0, deaths: 1 };
  await expect.poll(() => findRequest(db, id)).toMatchObject(freed);
});

it("A request of a running process is not taken from it", async () => {
  const holder = await join();
  const id = await leasedBy(holder.process.number() ?? 0);
  const dead = await leasedBy(2_000_000_001);
  await expect.poll(() => findRequest(db, dead)).toMatchObject({ leaseBy: null });
  expect(await findRequest(db, id)).toMatchObject({ leaseBy: holder.process.number() });
});

it("A process that lost its lock counts as alive while it has any connection", async () => {
  await join();
  const cutOff = newProcessNumber();
  const others = openDatabase({ url: database.url }, () => undefined, { name: connectionName(cutOff) });
  await others.db.execute("select 1");
  const id = await leasedBy(cutOff);
  const dead = await leasedBy(2_000_000_002);
  await expect.poll(() => findRequest(db, dead)).toMatchObject({ leaseBy: null });
  expect(await findRequest(db, id)).toMatchObject({ leaseBy: cutOff, deaths: 0 });
  await others.close();
  await expect.poll(() => findRequest(db, id)).toMatchObject({ leaseBy: null, deaths: 1 });
});

it("A process that lost its connection to the database joins again under the same number", async () => {
  const { process, losses, woken } = await join();
  const before = process.number();
  const rejoined = woken();
  await kill(before);
  await rejoined;
  expect(losses).toHaveLength(1);
  expect(process.number()).toBe(before);
  expect(before).toEqual(expect.any(Number));
});
