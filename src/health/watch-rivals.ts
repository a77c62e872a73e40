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
  readonly adminChannels: readonly string[];
  readonly now: () => Date;
  readonly log: Log;
}

const CHECK_INTERVAL_MS = 5000;
/** Longer than a restart takes. Until then, connections of an ended process may still be counted, or new ones not yet. */
const RESTART_MS = 30_000;
/** Slack reports the number of connections only when a process connects, so acct reconnects at least this often to find out. */
const RECOUNT_MS = 15 * 60_000;
const RECOUNT_RIVALED_MS = 60_000;

/** The problem to report while there is another installation. */
export const RIVAL =
  "another acct with a different database is connected to Slack with the same tokens and receives some of the clicks: stop it, or start it with ACCT_REHEARSAL=1";

/**
 * Detects another acct that uses our tokens with a different database, such as a copy started for a restore drill. Slack
 * delivers each click to one of the open connections, so the processes of our database must have opened all of them.
 * Reports it in the log and once in the admin channel; `rivalSince` in the database makes `/readyz` of every process show it.
 */
export function watchRivals(deps: WatchOptions): { stop(): void } {
  const { log } = deps;
  let suspectedSince: Date | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  async function check(): Promise<void> {
    // Only one of our processes counts: two at the same time would take each other's extra connection for a stranger's.
    const [first] = await listProcesses(deps.db);
    if (first === undefined || first !== deps.process.number()) return;
    const { rivalSince } = await readInstallation(deps.db);
    const excess = await countExcess(deps);
    if (excess === 0) {
      suspectedSince = undefined;
      if (isCountedSince(rivalSince, deps)) await takeBack(deps);
    } else {
      suspectedSince ??= deps.now();
    }
    if (!isCountDue(deps, suspectedSince, rivalSince)) return;
    await deps.connections.recount();
    const certain = await countExcess(deps);
    if (excess > 0 && certain > 0) await note(certain, deps);
  }

  function again(): void {
    if (stopped) return;
    timer = setTimeout(() => {
      check()
        .catch((error: unknown) => log.warn({ err: error }, "could not check for another acct; retrying"))
        .finally(again);
    }, CHECK_INTERVAL_MS);
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

/** Whether the connections were counted after the rival was noticed; an earlier count doesn't prove that it is gone. */
function isCountedSince(rivalSince: Date | null, { connections }: WatchOptions): boolean {
  const latest = connections.latest();
  return rivalSince !== null && latest?.isAsked === true && latest.at > rivalSince;
}

/** Returns the number of connections that none of our processes has opened. */
async function countExcess({ connections, db }: WatchOptions): Promise<number> {
  const ours = connections.perProcess * (await listProcesses(db)).length;
  return Math.max(0, (connections.latest()?.count ?? 0) - ours);
}

async function note(excess: number, { db, adminChannels, now, log }: WatchOptions): Promise<void> {
  const since = now();
  const { id } = await readInstallation(db);
  const isNews = await inTransaction(db, async (tx) => {
    if (!(await noteRival(tx, since))) return false;
    await insertNotification(
      tx,
      {
        key: `second-installation:${since.toISOString()}`,
        template: "second-installation",
        via: "channel",
        toName: "the admins",
        toEmail: null,
        toUser: adminChannels,
        data: { connections: String(excess), database: id },
      },
      since,
    );
    return true;
  });
  if (isNews) log.warn({ connections: excess, database: id }, RIVAL);
}

async function takeBack({ db, log }: WatchOptions): Promise<void> {
  if (await noteRival(db, null)) log.info("the other acct with the same Slack tokens is gone");
}
