import type { Db } from "../../db/client.ts";
import { isDatabaseLost } from "../../db/database-lost.ts";
import {
  claimDue,
  extendLeases,
  type Leased,
  type Queue,
  returnLease,
  returnOthers,
} from "../../db/leases.ts";
import type { Delivery } from "../../db/names.ts";
import type { Process } from "../../db/process.ts";
import type { Log } from "../../log.ts";
import { insist, patience } from "./insist.ts";

export interface WorkLoop {
  /** There may be work. Cheap to call often. */
  wake(): void;
  /** Extends the leases of what is in hand, now. */
  keep(): void;
  /** When it last looked for work and the database answered. */
  lookedAt(): Date | undefined;
  /** Lets what is in hand finish, hands back the rest. */
  stop(): Promise<void>;
}

export interface WorkLoopOptions<Q extends Queue> {
  readonly db: Db;
  readonly queue: Q;
  /** Of the messages, those that go one of these ways. */
  readonly vias?: readonly Delivery[];
  readonly process: Pick<Process, "number" | "isReturning">;
  readonly now: () => Date;
  readonly log: Log;
  /** How many rows at once. */
  readonly concurrency: number;
  readonly leaseMs: number;
  /** How often to look without having been woken: a safety net, and the clock of what is due later. */
  readonly pollMs: number;
  /** Works on one row and settles it. Throws only what nobody foresaw, or that the database is lost; the row is then handed back. */
  work(row: Leased<Q>): Promise<void>;
}

const HAND_BACK_MS = 1000;
/** How long a stop waits for a database that is lost. */
const STOP_PATIENCE_MS = 5000;

/**
 * Claims due rows and works on them, `concurrency` at once, for as long as this process counts as alive. A row that is in
 * hand is not claimed again before its work has ended and the database knows, even if it counts as abandoned meanwhile.
 */
export function workLoop<Q extends Queue>(options: WorkLoopOptions<Q>): WorkLoop {
  const { db, queue, vias, now, log, concurrency, leaseMs } = options;
  const only = vias === undefined ? {} : { vias };
  const inHand = new Map<number, { readonly id: number; readonly work: Promise<void> }>();
  let claiming: Promise<void> = Promise.resolve();
  let isClaiming = false;
  let wokenMeanwhile = false;
  let backlog = false;
  let stopped = false;
  let lookedAt: Date | undefined;
  /** An answer to a claim was lost: we may hold rows that we know nothing of. */
  let mayHoldMore = false;
  const givesUp = patience(() => stopped, STOP_PATIENCE_MS);

  function wake(): void {
    wokenMeanwhile = isClaiming;
    if (isClaiming || stopped) return;
    isClaiming = true;
    claiming = claim()
      .catch((error: unknown) => {
        mayHoldMore = true;
        log.error({ err: error }, "could not lease work; retrying on the next poll");
      })
      .finally(() => {
        isClaiming = false;
        if (wokenMeanwhile) wake();
      });
  }

  async function claim(): Promise<void> {
    const by = options.process.number();
    const limit = concurrency - inHand.size;
    backlog = limit === 0;
    if (by !== undefined && limit === 0) lookedAt = now();
    if (by === undefined || limit === 0) return;
    if (mayHoldMore) await returnOthers(db, queue, { by, now: now(), ...only }, [...inHand.keys()]);
    mayHoldMore = false;
    const rows = await claimDue(db, queue, {
      by,
      now: now(),
      leaseMs,
      limit,
      except: [...inHand.values()].map(({ id }) => id),
      onlyFree: options.process.isReturning(),
      ...only,
    });
    lookedAt = now();
    backlog = rows.length === limit;
    for (const row of rows) start(row);
  }

  function start(row: Leased<Q>): void {
    const work = options
      .work(row)
      .catch((error: unknown) => handBack(row, error))
      .finally(() => {
        inHand.delete(row.leaseToken);
        // While there is more to do than we can hold, several rows are claimed at a time: a claim is a commit.
        if (backlog && inHand.size <= concurrency / 2) wake();
      });
    inHand.set(row.leaseToken, { id: row.id, work });
  }

  async function handBack(row: Leased<Q>, why: unknown): Promise<void> {
    const { id } = row;
    if (isDatabaseLost(why))
      log.warn({ err: why, id }, "database connection lost; the work will be repeated");
    else log.error({ err: why, id }, "unhandled error in the work loop");
    const from = () => new Date(now().getTime() + HAND_BACK_MS);
    await insist(() => returnLease(db, queue, row, from()), givesUp).catch((error: unknown) =>
      log.warn({ err: error, id }, "could not release work; it will be picked up when its lease expires"),
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
    lookedAt: () => lookedAt,
    async stop() {
      stopped = true;
      clearInterval(poll);
      await claiming;
      await Promise.all([...inHand.values()].map(({ work }) => work));
      clearInterval(heartbeat);
      const by = options.process.number();
      if (by === undefined) return;
      await insist(() => returnOthers(db, queue, { by, now: now(), ...only }, []), givesUp).catch(
        (error: unknown) => log.warn({ err: error }, "could not release the remaining work"),
      );
    },
  };
}
