import { setTimeout as pause } from "node:timers/promises";
import { openAsking } from "./ask.ts";
import { ADMINS, type Person, PI } from "./cast.ts";
import { chanceFrom } from "./chance.ts";
import { RIGHT } from "./crew.ts";
import { heal, nameOf, planOf, strike } from "./faults.ts";
import type { Ground } from "./ground.ts";
import { openRegister } from "./register.ts";
import { live } from "./requesters.ts";
import { type Decider, decide, isLiveCard } from "./staff.ts";

/** Half of all processes have a correct clock. */
const CLOCKS = [RIGHT, RIGHT, RIGHT, "+1h", "-1h", "+1d"] as const;
/** The time limit for finishing all work after the last fault. */
export const DRAIN_MS = 5 * 60_000;

const STAFF: readonly Decider[] = [
  ...ADMINS.map((user) => ({ user, as: "admin" }) as const),
  ...Object.values(PI).map((user) => ({ user, as: "pi" }) as const),
];

interface Entry {
  readonly name: string;
  readonly text: string;
  readonly from: number;
  until: number;
}

export interface Happened {
  /** The faults, and when they happened. */
  readonly diary: readonly Entry[];
  /** How long it took to finish all work after the last fault, or undefined if it was not finished. */
  readonly drainedMs: number | undefined;
}

/** Lets people send requests and decide while faults happen for this long, and then lets them finish without faults. */
export async function runChaos(
  ground: Ground,
  people: readonly Person[],
  { seed, ms }: { readonly seed: number; readonly ms: number },
): Promise<Happened> {
  const register = openRegister(people, ground);
  const over = new AbortController();
  const { signal } = over;
  const asking = await openAsking(ground, register);
  const endsAt = Date.now() + ms;
  const diary: Entry[] = [];

  const onStage = [
    register.keep(signal),
    passTime(ground, signal),
    ...STAFF.map((decider) =>
      decide(decider, ground, register, { chance: chanceFrom(seed, decider.user), signal }),
    ),
  ];
  let unserved = people.length;
  const lives = people.map(async (person, n) => {
    await pause((n / people.length) * ms * 0.8);
    await live(person, ground, register, { ...asking, signal });
    unserved--;
  });
  await Promise.all([breakThings(), refill()]);
  heal(ground);
  await ground.crew.fill(() => RIGHT);
  const drainedMs = await drained(async () => unserved === 0 && (await isDone(ground)));
  over.abort();
  await Promise.all([...onStage, ...lives]);
  await asking.close();
  return { diary, drainedMs };

  async function breakThings(): Promise<void> {
    const running = new Set<Promise<void>>();
    for (const planned of planOf(ms, chanceFrom(seed, "faults"))) {
      await pause(planned.pauseMs);
      const { name } = planned;
      const entry: Entry = { name, text: nameOf(planned, ground), from: Date.now(), until: Infinity };
      diary.push(entry);
      const fault = strike(planned, ground)
        // One fault can keep another one from working.
        .catch((error: Error) => console.error(`${name}: ${error.message}`))
        .finally(() => {
          entry.until = Date.now();
          running.delete(fault);
        });
      running.add(fault);
    }
    await Promise.all(running);
  }

  async function refill(): Promise<void> {
    const clocks = chanceFrom(seed, "clocks");
    while (Date.now() < endsAt) {
      await ground.crew.fill(() => clocks.of(CLOCKS));
      await pause(500);
    }
  }
}

/** Skips the hours between the attempts at a failed stage. */
async function passTime({ query }: Ground, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    for (const [table, condition] of [
      ["requests", "status = 'running'"],
      ["notifications", "sent_at is null"],
    ]) {
      await query(
        `update ${table} set run_at = now() where id in (select id from ${table}
           where ${condition} and attempt > 0 and lease_token is null and run_at > now() for update skip locked)`,
      ).catch((error: { code?: string }) => {
        // The database may be away, but class 42 of SQLSTATE is a mistake in this statement.
        if (error.code?.startsWith("42")) throw error;
      });
    }
    await pause(5000);
  }
}

async function drained(isDone: () => Promise<boolean>): Promise<number | undefined> {
  const since = Date.now();
  while (Date.now() - since < DRAIN_MS) {
    if (await isDone()) return Date.now() - since;
    await pause(500);
  }
  return undefined;
}

async function isDone({ query, site: { sandbox } }: Ground): Promise<boolean> {
  const [left] = await query<{ count: number }>(
    `select ((select count(*) from requests where status in ('running', 'waiting', 'quarantined', 'stuck'))
       + (select count(*) from notifications where sent_at is null and run_at is not null)
       + (select count(*) from views where run_at is not null)
       + (select count(*) from interactions where finished_at is null))::int as count`,
  );
  if (left?.count !== 0) return false;
  return ![...sandbox.workspace.channels.values()].some(({ messages }) => messages.some(isLiveCard));
}
