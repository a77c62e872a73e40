import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { wrongClock } from "../test/services/faketime.ts";
import type { AcctProcess, Site } from "../test/services/site.ts";
import { startTcpRelay, type TcpRelay } from "../test/services/tcp-relay.ts";

/** One place in which an acct process runs; when it ends, another takes its place. */
export interface Seat {
  readonly name: string;
  /** The way to the mail server from here, by which we know who has sent what. */
  readonly mail: TcpRelay;
  acct: AcctProcess | undefined;
  /** Grows with each process. */
  run: number;
  isPaused: boolean;
}

export interface Crew {
  readonly seats: readonly Seat[];
  /** When which run of which seat was killed: "seat 1/3" → milliseconds. */
  readonly killedAt: ReadonlyMap<string, number>;
  readonly surprises: readonly string[];
  kill(seat: Seat): void;
  /** Ends it in order. */
  end(seat: Seat): Promise<void>;
  pause(seat: Seat, ms: number): Promise<void>;
  /** Brings every seat that is empty to work, with a clock that is wrong by that much. */
  fill(clock: string): Promise<void>;
  stop(): Promise<void>;
}

export const RIGHT = "+0";
export const runOf = ({ name, run }: Seat) => `${name}/${run}`;

/** Processes that are killed, stopped and paused, and replaced. */
export async function hireCrew(site: Site, size: number, folder: string): Promise<Crew> {
  const settings = await readFile(site.env.ACCT_CONFIG ?? "", "utf8");
  const killedAt = new Map<string, number>();
  const surprises: string[] = [];
  const seats: Seat[] = [];
  for (let n = 1; n <= size; n++) {
    const mail = await startTcpRelay(site.mailCatcher.port);
    const parsed = JSON.parse(settings) as { mail: object };
    const own = { ...parsed, mail: { ...parsed.mail, port: mail.port } };
    await writeFile(join(folder, `acct-${n}.yml`), JSON.stringify(own));
    seats.push({ name: `seat ${n}`, mail, acct: undefined, run: 0, isPaused: false });
  }
  const leave = (seat: Seat) => {
    const { acct } = seat;
    seat.acct = undefined;
    return acct;
  };
  return {
    seats,
    killedAt,
    surprises,
    kill(seat) {
      const acct = leave(seat);
      if (!acct) return;
      killedAt.set(runOf(seat), Date.now());
      acct.kill();
    },
    async end(seat) {
      await leave(seat)?.stop();
    },
    async pause(seat, ms) {
      const { acct } = seat;
      if (!acct || seat.isPaused) return;
      seat.isPaused = true;
      process.kill(acct.pid, "SIGSTOP");
      await pause(ms);
      if (seat.acct === acct) process.kill(acct.pid, "SIGCONT");
      seat.isPaused = false;
    },
    async fill(clock) {
      for (const [index, seat] of seats.entries()) {
        if (seat.acct) continue;
        const variables = clock === RIGHT ? {} : await wrongClock(clock);
        const ACCT_CONFIG = join(folder, `acct-${index + 1}.yml`);
        // It cannot start while the database is away; whoever looks after it tries again.
        const acct = await site.start({ ...variables, ACCT_CONFIG }).catch(() => undefined);
        if (!acct) continue;
        seat.run++;
        seat.acct = acct;
        void acct.ended.then((how) => {
          if (seat.acct !== acct) return;
          leave(seat);
          surprises.push(`${runOf(seat)} ended by itself, ${how}\n${acct.log().slice(-2000)}`);
        });
      }
    },
    async stop() {
      await Promise.all(seats.map((seat) => leave(seat)?.stop()));
      await Promise.all(seats.map(({ mail }) => mail.stop()));
    },
  };
}
