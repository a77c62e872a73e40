import { setTimeout as pause } from "node:timers/promises";
import { noFaults } from "../sandbox/faults.ts";
import type { Site } from "../test/services/site.ts";
import type { TcpRelay } from "../test/services/tcp-relay.ts";
import type { Crew, Seat } from "./crew.ts";
import type { Chance } from "./random.ts";

export interface Target {
  readonly site: Site;
  readonly crew: Crew;
  readonly chance: Chance;
  readonly database: TcpRelay;
  readonly directory: TcpRelay;
  /** Takes connections and says nothing. */
  readonly silentPort: number;
  /** A statement past acct. */
  query(statement: string): Promise<unknown>;
}

type Fault = (target: Target) => Promise<void>;

/** Ends the sessions that the condition names. */
const cut =
  (condition: string): Fault =>
  ({ query }) =>
    query(`select pg_terminate_backend(pid) from pg_stat_activity
           where datname = current_database() and application_name like 'acct %' and ${condition}`).then(
      () => undefined,
    );

const someone = ({ crew, chance }: Target): Seat => chance.of(crew.seats);

const away =
  (which: "database" | "directory", how: "refuse" | "silence", most: number): Fault =>
  async (target) => {
    const relay = target[which];
    relay[how](true);
    if (how === "refuse") relay.cut();
    await pause(target.chance.between(500, most));
    relay[how](false);
  };

/** Everything that goes wrong, by name; each heals by itself. */
export const FAULTS: Readonly<Record<string, Fault>> = {
  "lock sessions are cut": cut("application_name = 'acct process'"),
  "one of three sessions is cut": cut("pid % 3 = 0"),
  "all sessions are cut": cut("true"),
  "the database is cut off": async ({ database }) => database.cut(),
  "the database is away": away("database", "refuse", 6000),
  "the database is silent": away("database", "silence", 8000),
  "a process is killed": async (target) => target.crew.kill(someone(target)),
  "a process is stopped": (target) => target.crew.end(someone(target)),
  "a process is paused": (target) => target.crew.pause(someone(target), target.chance.between(500, 15_000)),
  "the directory is cut off": async ({ directory }) => directory.cut(),
  "the directory is away": away("directory", "refuse", 6000),
  "the directory is silent": away("directory", "silence", 8000),
  "the mail server refuses": async ({ site, chance }) => {
    site.mailCatcher.beforeAccept = () => {
      throw Object.assign(new Error("4.3.0 try again later"), { responseCode: 451 });
    };
    await pause(chance.between(500, 8000));
    site.mailCatcher.beforeAccept = undefined;
  },
  "the mail server says nothing to new connections": async (target) => {
    const { mail } = someone(target);
    mail.moveTo(target.silentPort);
    await pause(target.chance.between(2000, 12_000));
    mail.moveTo(target.site.mailCatcher.port);
  },
  "Slack says 429": async ({ site, chance }) => {
    site.sandbox.faults.rateLimit = {
      method: null,
      calls: Math.ceil(chance.between(1, 10)),
      retryAfterSeconds: 1,
    };
  },
  "Slack answers 500": async ({ site, chance }) => {
    site.sandbox.faults.breakCalls = Math.ceil(chance.between(1, 10));
  },
  "Slack is slow": async ({ site, chance }) => {
    site.sandbox.faults.delayAnswersMs = chance.between(100, 1500);
    await pause(4000);
    site.sandbox.faults.delayAnswersMs = 0;
  },
  "Slack drops its connections": async ({ site }) => site.sandbox.dropConnections(),
};

/** Everything is as it should be from now on. */
export function heal({ site, crew, database, directory }: Target): void {
  Object.assign(site.sandbox.faults, noFaults());
  site.mailCatcher.beforeAccept = undefined;
  for (const relay of [database, directory]) {
    relay.refuse(false);
    relay.silence(false);
  }
  for (const { mail } of crew.seats) mail.moveTo(site.mailCatcher.port);
}
