import type { Db } from "../db/client.ts";
import { claimDue, extendLeases, type Leased, type Queue, returnLeases } from "../db/leases.ts";
import type { Process } from "../db/process.ts";
import type { Log } from "../log.ts";

export interface WorkLoop {
  /** There may be work. Cheap to call often. */
  wake(): void;
  /** When it last looked for work and the database answered. */
  lookedAt(): Date | undefined;
  /** Lets what is in hand finish, hands back the rest. */
  stop(): Promise<void>;
}

export interface LoopOptions<Q extends Queue> {
  readonly db: Db;
  readonly queue: Q;
  readonly process: Pick<Process, "number">;
  readonly now: () => Date;
  readonly log: Log;
  /** How many rows at once. */
  readonly concurrency: number;
  readonly leaseMs: number;
  /** How often to look without having been woken: a safety net, and the clock of what is due later. */
  readonly pollMs: number;
  /** Works on one row and settles it. Throws only what nobody foresaw; the row then comes back when its lease ends. */
  work(row: Leased<Q>): Promise<void>;
}

/** Claims due rows and works on them, `concurrency` at once, for as long as this process counts as alive. */
export function workLoop<Q extends Queue>(options: LoopOptions<Q>): WorkLoop {
  const { db, queue, now, log, concurrency, leaseMs } = options;
  const inHand = new Map<number, Promise<void>>();
  let claiming: Promise<void> = Promise.resolve();
  let isClaiming = false;
  let wokenMeanwhile = false;
  let backlog = false;
  let stopped = false;
  let lookedAt: Date | undefined;

  function wake(): void {
    wokenMeanwhile = isClaiming;
    if (isClaiming || stopped) return;
    isClaiming = true;
    claiming = claim()
      .catch((error: unknown) => log.error({ err: error }, "could not claim work; the poll tries again"))
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
    const rows = await claimDue(db, queue, { by, now: now(), leaseMs, limit });
    lookedAt = now();
    backlog = rows.length === limit;
    for (const row of rows) start(row);
  }

  function start(row: Leased<Q>): void {
    const work = options
      .work(row)
      .catch((error: unknown) => log.error({ err: error, id: row.id }, "work failed in a way nobody foresaw"))
      .finally(() => {
        inHand.delete(row.leaseToken);
        // While there is more to do than we can hold, several rows are claimed at a time: a claim is a commit.
        if (backlog && inHand.size <= concurrency / 2) wake();
      });
    inHand.set(row.leaseToken, work);
  }

  function extend(): void {
    extendLeases(db, queue, [...inHand.keys()], { now: now(), leaseMs }).catch((error: unknown) =>
      log.warn({ err: error }, "could not extend leases"),
    );
  }

  const poll = setInterval(wake, options.pollMs);
  const heartbeat = setInterval(extend, leaseMs / 3);
  return {
    wake,
    lookedAt: () => lookedAt,
    async stop() {
      stopped = true;
      clearInterval(poll);
      await claiming;
      await Promise.all(inHand.values());
      clearInterval(heartbeat);
      const by = options.process.number();
      if (by !== undefined) await returnLeases(db, queue, by, now());
    },
  };
}
