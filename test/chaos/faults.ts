import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { noFaults } from "../../dev/sandbox/faults.ts";
import type { Chance } from "./chance.ts";
import { runOf, type Seat } from "./crew.ts";
import type { Ground } from "./ground.ts";

/** One fault, drawn from the seed. */
export interface Planned {
  readonly name: string;
  /** The pause after the previous fault. */
  readonly pauseMs: number;
  /** From 0 to below 1. Together they choose the seat, the duration, or the number of calls. */
  readonly whose: number;
  readonly much: number;
}

type Fault = (ground: Ground, drawn: Pick<Planned, "whose" | "much">) => Promise<void>;

/** Ends the sessions that match the condition. */
const cut =
  (condition: string): Fault =>
  async ({ query }) => {
    await query(`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name like 'acct %' and ${condition}`);
  };

const seatOf = ({ crew: { seats } }: Ground, whose: number): Seat => {
  const seat = seats[Math.floor(whose * seats.length)];
  if (!seat) throw new Error("there is no seat");
  return seat;
};
const within = (low: number, high: number, much: number) => low + (high - low) * much;

const outage =
  (which: "database" | "directory", how: "refuse" | "silence", most: number): Fault =>
  async (ground, { much }) => {
    const relay = ground[which];
    relay[how](true);
    if (how === "refuse") relay.cut();
    await pause(within(500, most, much));
    relay[how](false);
  };

/** Every fault by its name. Each fault ends by itself. */
export const FAULTS: Readonly<Record<string, Fault>> = {
  "lock sessions are cut": cut("application_name = 'acct process'"),
  "one of three sessions is cut": cut("pid % 3 = 0"),
  "all sessions are cut": cut("true"),
  "the database is cut off": async ({ database }) => database.cut(),
  "the database is unreachable": outage("database", "refuse", 6000),
  "the database is silent": outage("database", "silence", 8000),
  "a row is locked from outside": async ({ quietUrl }, { whose, much }) => {
    const outsider = new pg.Client({ connectionString: quietUrl });
    outsider.on("error", () => undefined);
    await outsider.connect();
    await outsider.query("begin");
    await outsider.query(
      `select from requests where status in ('running', 'waiting', 'quarantined', 'stuck')
       order by id offset (select floor(count(*) * $1::float8) from requests where status in ('running', 'waiting', 'quarantined', 'stuck'))
       limit 1 for update`,
      [whose],
    );
    await pause(within(1000, 10_000, much));
    await outsider.end();
  },
  "a process is killed": async (ground, { whose }) => ground.crew.kill(seatOf(ground, whose)),
  "a process is stopped": (ground, { whose }) => ground.crew.end(seatOf(ground, whose)),
  "a process is paused": (ground, { whose, much }) =>
    ground.crew.pause(seatOf(ground, whose), within(500, 15_000, much)),
  "the directory is cut off": async ({ directory }) => directory.cut(),
  "the directory is unreachable": outage("directory", "refuse", 45_000),
  "the directory is silent": outage("directory", "silence", 8000),
  "the mail server refuses": async ({ site: { mailCatcher } }, { much }) => {
    mailCatcher.beforeAccept = () => {
      throw Object.assign(new Error("4.3.0 try again later"), { responseCode: 451 });
    };
    await pause(within(500, 8000, much));
    mailCatcher.beforeAccept = undefined;
  },
  "the mail server is down": async (ground, { much }) => {
    const mails = ground.crew.seats.map(({ mail }) => mail);
    for (const mail of mails) mail.refuse(true);
    await pause(within(500, 8000, much));
    for (const mail of mails) mail.refuse(false);
  },
  "the mail server does not respond to new connections": async (ground, { whose, much }) => {
    const { mail } = seatOf(ground, whose);
    mail.moveTo(ground.silentPort);
    await pause(within(2000, 12_000, much));
    mail.moveTo(ground.site.mailCatcher.port);
  },
  "Slack returns 429": async ({ site }, { much }) => {
    const calls = Math.ceil(within(1, 10, much));
    site.sandbox.faults.rateLimit = { method: null, calls, retryAfterSeconds: 1 };
  },
  "Slack returns 500": async ({ site }, { much }) => {
    site.sandbox.faults.breakCalls = Math.ceil(within(1, 10, much));
  },
  "Slack's responses are lost": async ({ site }, { much }) => {
    site.sandbox.faults.loseAnswers = Math.ceil(within(1, 5, much));
  },
  "Slack is slow": async ({ site }, { much }) => {
    site.sandbox.faults.delayAnswersMs = within(100, 1500, much);
    await pause(4000);
    site.sandbox.faults.delayAnswersMs = 0;
  },
  "Slack delivers everything twice": async ({ site }, { much }) => {
    site.sandbox.faults.deliverTwice = true;
    await pause(within(1000, 8000, much));
    site.sandbox.faults.deliverTwice = false;
  },
  "Slack drops its connections": async ({ site }) => site.sandbox.dropConnections(),
  "Slack accepts no connections": async ({ site }, { much }) => {
    site.sandbox.faults.refuseSockets = true;
    site.sandbox.dropConnections();
    await pause(within(500, 6000, much));
    site.sandbox.faults.refuseSockets = false;
  },
  "Slack asks acct to reconnect": async ({ site }) => site.sandbox.refreshConnections(),
};

const FAILOVER = "the standby takes over";

/** A plan of faults for this many milliseconds, with a failover after about half of them. */
export function planOf(ms: number, chance: Chance): Planned[] {
  const plan: Planned[] = [];
  let isToFailOver = true;
  for (let at = 0; ; ) {
    const name = chance.of(Object.keys(FAULTS));
    const pauseMs = chance.between(1000, 4000);
    const drawn = { pauseMs, whose: chance.next(), much: chance.next() };
    at += pauseMs;
    if (at >= ms) return plan;
    const isHalfTime = isToFailOver && at >= ms / 2;
    plan.push({ ...drawn, name: isHalfTime ? FAILOVER : name });
    if (isHalfTime) isToFailOver = false;
  }
}

/** The text for the diary: the fault, and the process that it affects, if it is only one. */
export function nameOf({ name, whose }: Planned, ground: Ground): string {
  return /process|new connections/.test(name) ? `${name}: ${runOf(seatOf(ground, whose))}` : name;
}

export function strike(planned: Planned, ground: Ground): Promise<void> {
  return planned.name === FAILOVER
    ? ground.failOver()
    : (FAULTS[planned.name]?.(ground, planned) ?? Promise.resolve());
}

/** Ends every fault. */
export function heal({ site, crew, database, directory }: Ground): void {
  Object.assign(site.sandbox.faults, noFaults());
  site.mailCatcher.beforeAccept = undefined;
  for (const relay of [database, directory, ...crew.seats.map(({ mail }) => mail)]) {
    relay.refuse(false);
    relay.silence(false);
  }
  for (const { mail } of crew.seats) mail.moveTo(site.mailCatcher.port);
}
