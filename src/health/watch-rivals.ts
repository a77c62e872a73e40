import { type Db, inTransaction } from "../db/client.ts";
import { noteRival, readInstallation } from "../db/installation.ts";
import { insertNotification } from "../db/notifications.ts";
import { listProcesses, type Process } from "../db/process.ts";
import type { Log } from "../log.ts";

interface WatchOptions {
  readonly db: Db;
  readonly connections: {
    readonly perProcess: number;
    latest(): { readonly count: number; readonly at: Date; readonly isAsked: boolean } | undefined;
    recount(): Promise<void>;
  };
  readonly process: Pick<Process, "number">;
  readonly adminChannel: string;
  readonly now: () => Date;
  readonly log: Log;
}

const LOOK_MS = 5000;
/** A restart takes less: until then the connections of a process that has ended may still be counted, or new ones not yet. */
const RESTART_MS = 30_000;
/** Slack tells a process how many there are when it connects, and then never again; so it is asked, and at least this often. */
const RECOUNT_MS = 15 * 60_000;
const RECOUNT_RIVALED_MS = 60_000;

/** What is wrong while there is one. */
export const RIVAL =
  "another acct, with another database, is connected to Slack with the same tokens and gets a share of what people press: stop it, or start it with ACCT_REHEARSAL=1";

/**
 * Notices another acct that uses our tokens with a database of its own, such as a copy that was started for a restore drill:
 * Slack hands each press to one of the open connections, and the processes of our database must have opened all of them.
 * Says so in the log and, once, in the admin channel; `rivalSince` in the database is for `/readyz` of every process.
 */
export function watchRivals(deps: WatchOptions): { stop(): void } {
  const { log } = deps;
  let suspectedSince: Date | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  async function look(): Promise<void> {
    // One of ours at a time: two that count at once would take each other's extra connection for a stranger's.
    const [first] = await listProcesses(deps.db);
    if (first === undefined || first !== deps.process.number()) return;
    const { rivalSince } = await readInstallation(deps.db);
    const excess = await excessOf(deps);
    if (excess === 0) {
      suspectedSince = undefined;
      if (isCountedSince(rivalSince, deps)) await takeBack(deps);
    } else {
      suspectedSince ??= deps.now();
    }
    if (!isCountDue(deps, suspectedSince, rivalSince)) return;
    await deps.connections.recount();
    const certain = await excessOf(deps);
    if (excess > 0 && certain > 0) await note(certain, deps);
  }

  function again(): void {
    if (stopped) return;
    timer = setTimeout(() => {
      look()
        .catch((error: unknown) => log.warn({ err: error }, "could not look for another acct; tries again"))
        .finally(again);
    }, LOOK_MS);
  }
  again();
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

function isCountDue(
  { connections, now }: WatchOptions,
  suspectedSince: Date | undefined,
  rivalSince: Date | null,
): boolean {
  const latest = connections.latest();
  if (!latest) return false;
  const age = now().getTime() - latest.at.getTime();
  if (rivalSince) return age >= RECOUNT_RIVALED_MS;
  if (suspectedSince) return now().getTime() - suspectedSince.getTime() >= RESTART_MS && age >= RESTART_MS;
  return age >= (latest.isAsked ? RECOUNT_MS : RESTART_MS);
}

/** What Slack said before a rival was noticed, perhaps by another process of ours, does not show that it is gone. */
function isCountedSince(rivalSince: Date | null, { connections }: WatchOptions): boolean {
  const latest = connections.latest();
  return rivalSince !== null && latest?.isAsked === true && latest.at > rivalSince;
}

/** How many connections nobody of ours has opened. */
async function excessOf({ connections, db }: WatchOptions): Promise<number> {
  const ours = connections.perProcess * (await listProcesses(db)).length;
  return Math.max(0, (connections.latest()?.count ?? 0) - ours);
}

async function note(excess: number, { db, adminChannel, now, log }: WatchOptions): Promise<void> {
  const since = now();
  const { id } = await readInstallation(db);
  const isNews = await inTransaction(db, async (tx) => {
    if (!(await noteRival(tx, since))) return false;
    await insertNotification(
      tx,
      {
        key: `rival:${since.toISOString()}`,
        template: "second-installation",
        via: "channel",
        toName: "the admins",
        toEmail: null,
        toUser: adminChannel,
        data: { connections: String(excess), database: id },
      },
      since,
    );
    return true;
  });
  if (isNews) log.warn({ connections: excess, database: id }, RIVAL);
}

async function takeBack({ db, log }: WatchOptions): Promise<void> {
  if (await noteRival(db, null)) log.info("the other acct with our Slack tokens is gone");
}
