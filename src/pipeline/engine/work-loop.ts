import type { Db } from "../../db/client.ts";
import { isDatabaseLost } from "../../db/database-lost.ts";
import {
  extendLeases,
  type Leased,
  leaseDue,
  type Queue,
  type QueuePart,
  returnLease,
  returnOthers,
} from "../../db/leases.ts";
import type { Process } from "../../db/process.ts";
import type { Log } from "../../log.ts";
import { insist, stopDeadline } from "./insist.ts";

export interface WorkLoop {
  /** Says that there may be work. Calling it often is cheap. */
  wake(): void;
  /** Extends the leases of the current work now. */
  keep(): void;
  /** Returns when the loop last looked for work and got an answer from the database. */
  polledAt(): Date | undefined;
  /** Lets the current work finish and returns the rest. */
  stop(): Promise<void>;
}

export interface WorkLoopOptions<Q extends Queue> {
  readonly db: Db;
  readonly queue: Q;
  /** Works only on these parts of the queue: notifications with these ways of delivery, or views for these audiences. */
  readonly parts?: readonly QueuePart[];
  readonly process: Pick<Process, "number" | "isReturning">;
  readonly now: () => Date;
  readonly log: Log;
  /** The loop works on this many rows at the same time. */
  readonly concurrency: number;
  readonly leaseMs: number;
  /** The loop looks this often without having been woken: as a safety net, and for work that is due later. */
  readonly pollMs: number;
  /** Works on one row and records the outcome. If it throws, unexpectedly or because the database is lost, the row is returned. */
  work(row: Leased<Q>): Promise<void>;
}

const RETRY_MS = 1000;
/** A stop waits this long for a lost database. */
const MAX_STOP_WAIT_MS = 5000;

/**
 * Leases due rows and works on them, up to `concurrency` at a time, while this process counts as alive. It never leases a row
 * again before its work has ended and been recorded, even if the row counts as abandoned in the meantime.
 */
export function workLoop<Q extends Queue>(options: WorkLoopOptions<Q>): WorkLoop {
  const { db, queue, parts, now, log, concurrency, leaseMs } = options;
  const only = parts === undefined ? {} : { parts };
  const inHand = new Map<number, { readonly id: number; readonly work: Promise<void> }>();
  let taking: Promise<void> = Promise.resolve();
  let isTaking = false;
  let wokenWhileTaking = false;
  let backlog = false;
  let stopped = false;
  let polledAt: Date | undefined;
  /** The response with our leases was lost, so we may hold rows that we do not know about. */
  let mayHoldMore = false;
  const givesUp = stopDeadline(() => stopped, MAX_STOP_WAIT_MS);

  function wake(): void {
    wokenWhileTaking = isTaking;
    if (isTaking || stopped) return;
    isTaking = true;
    taking = takeWork()
      .catch((error: unknown) => {
        mayHoldMore = true;
        log.error({ err: error }, "could not take work; retrying at the next poll");
      })
      .finally(() => {
        isTaking = false;
        if (wokenWhileTaking) wake();
      });
  }

  async function takeWork(): Promise<void> {
    const by = options.process.number();
    const limit = concurrency - inHand.size;
    backlog = limit === 0;
    if (by !== undefined && limit === 0) polledAt = now();
    if (by === undefined || limit === 0) return;
    if (mayHoldMore) await returnOthers(db, queue, { by, now: now(), ...only }, [...inHand.keys()]);
    mayHoldMore = false;
    const rows = await leaseDue(db, queue, {
      by,
      now: now(),
      leaseMs,
      limit,
      except: [...inHand.values()].map(({ id }) => id),
      onlyFree: options.process.isReturning(),
      ...only,
    });
    polledAt = now();
    backlog = rows.length === limit;
    for (const row of rows) start(row);
  }

  function start(row: Leased<Q>): void {
    const work = options
      .work(row)
      .catch((error: unknown) => returnRow(row, error))
      .finally(() => {
        inHand.delete(row.leaseToken);
        // With more to do than we can hold, several rows are leased at a time, because each time is a commit.
        if (backlog && inHand.size <= concurrency / 2) wake();
      });
    inHand.set(row.leaseToken, { id: row.id, work });
  }

  async function returnRow(row: Leased<Q>, why: unknown): Promise<void> {
    const { id } = row;
    if (isDatabaseLost(why)) log.warn({ err: why, id }, "lost the database; the work will be retried");
    else log.error({ err: why, id }, "unhandled error in the work loop; the work will be retried");
    const from = () => new Date(now().getTime() + RETRY_MS);
    await insist(() => returnLease(db, queue, row, from()), givesUp).catch((error: unknown) =>
      log.warn({ err: error, id }, "could not return work; it will be picked up when its lease ends"),
    );
  }

  function keep(): void {
    const by = options.process.number();
    if (by === undefined) return;
    extendLeases(db, queue, [...inHand.keys()], { by, now: now(), leaseMs }).catch((error: unknown) =>
      log.warn({ err: error }, "could not extend leases"),
    );
  }

  const poll = setInterval(wake, options.pollMs);
  const heartbeat = setInterval(keep, leaseMs / 3);
  return {
    wake,
    keep,
    polledAt: () => polledAt,
    async stop() {
      stopped = true;
      clearInterval(poll);
      await taking;
      await Promise.all([...inHand.values()].map(({ work }) => work));
      clearInterval(heartbeat);
      const by = options.process.number();
      if (by === undefined) return;
      await insist(() => returnOthers(db, queue, { by, now: now(), ...only }, []), givesUp).catch(
        (error: unknown) => log.warn({ err: error }, "could not return unfinished work"),
      );
    },
  };
}
