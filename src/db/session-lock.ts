import type { Pool } from "pg";
import type { Db } from "./client.ts";

/** What is locked: a class of locks, as a number that only it uses, and a name within it. */
interface LockKey {
  readonly lockClass: number;
  readonly name: string;
}

/**
 * Runs work while no other process of acct does the same. The lock belongs to a session, so it ends with the process. Returns undefined
 * if another process has it. `db` must not be a transaction. Once `signal` is aborted, it no longer waits for the work, and throws its
 * reason.
 */
export async function withSessionLock<T>(
  db: Db,
  { lockClass, name }: LockKey,
  work: () => Promise<T>,
  signal?: AbortSignal,
): Promise<{ readonly result: T } | undefined> {
  const client = await (db.$client as Pool).connect();
  let broken: Error | undefined;
  const run = (statement: string) =>
    client.query<{ done: boolean }>(statement, [lockClass, name]).catch((error: Error) => {
      broken = error;
      throw error;
    });
  try {
    const { rows } = await run("select pg_try_advisory_lock($1, hashtext($2)) as done");
    if (rows[0]?.done !== true) return undefined;
    try {
      return { result: await unlessAborted(work(), signal) };
    } finally {
      await run("select pg_advisory_unlock($1, hashtext($2)) as done").catch(() => undefined);
    }
  } finally {
    // A session that may still hold the lock is ended.
    client.release(broken);
  }
}

function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
