import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { wrongClock } from "../../dev/local-stack/faketime.ts";
import type { AcctProcess, Site } from "../../dev/local-stack/site.ts";
import { startTcpRelay, type TcpRelay } from "../../dev/local-stack/tcp-relay.ts";

/** A place for one acct process. When the process ends, another one takes the seat. */
export interface Seat {
  readonly name: string;
  /** The seat's own path to the mail server, which shows what it has sent. */
  readonly mail: TcpRelay;
  acct: AcctProcess | undefined;
  /** The seat is not filled again until its process has ended. */
  isEnding: boolean;
  /** Increases with each process. */
  run: number;
  isPaused: boolean;
}

/** A time when a process could not record what it had done. */
export interface Absence {
  readonly run: string;
  /** "cut off": by the deadline of its own shutdown. */
  readonly how: "killed" | "cut off" | "paused";
  readonly from: number;
  until: number;
}

export interface Crew {
  readonly seats: readonly Seat[];
  readonly absences: readonly Absence[];
  /** How processes ended or failed to start when no fault made them. */
  readonly surprises: readonly string[];
  kill(seat: Seat): void;
  /** Stops its process cleanly. */
  end(seat: Seat): Promise<void>;
  pause(seat: Seat, ms: number): Promise<void>;
  /** Starts a process in every empty seat, with a clock that is off by this much. */
  fill(clock: () => string): Promise<void>;
  /** The address of a running process. */
  url(): string | undefined;
  stop(): Promise<void>;
}

export const RIGHT = "+0";
export const runOf = ({ name, run }: Seat) => `${name}/${run}`;

const END_MS = 60_000;

/** Manages processes that are killed, stopped, or paused, and replaced. */
export async function hireCrew(site: Site, size: number, folder: string): Promise<Crew> {
  const settings = await readFile(site.env.ACCT_CONFIG ?? "", "utf8");
  const absences: Absence[] = [];
  const surprises: string[] = [];
  const seats: Seat[] = [];
  for (let n = 1; n <= size; n++) {
    const mail = await startTcpRelay(site.mailCatcher.port);
    const parsed = JSON.parse(settings) as { mail: object };
    const own = { ...parsed, mail: { ...parsed.mail, port: mail.port } };
    await writeFile(join(folder, `acct-${n}.yml`), JSON.stringify(own));
    seats.push({ name: `seat ${n}`, mail, acct: undefined, isEnding: false, run: 0, isPaused: false });
  }
  let turn = 0;
  const leave = (seat: Seat) => {
    const { acct } = seat;
    if (!acct) return undefined;
    seat.acct = undefined;
    seat.isEnding = true;
    void acct.ended.then(() => {
      seat.isEnding = false;
    });
    return acct;
  };
  return {
    seats,
    absences,
    surprises,
    kill(seat) {
      const acct = leave(seat);
      if (!acct) return;
      absences.push({ run: runOf(seat), how: "killed", from: Date.now(), until: Infinity });
      acct.kill();
    },
    async end(seat) {
      const run = runOf(seat);
      const acct = leave(seat);
      if (!acct) return;
      process.kill(acct.pid, "SIGTERM");
      const how = await Promise.race([acct.ended, pause(END_MS, "late", { ref: false })]);
      if (how === "late")
        surprises.push(`${run} did not end within ${END_MS / 1000} s of SIGTERM\n${acct.log()}`);
      if (how !== "exit code 0") absences.push({ run, how: "cut off", from: Date.now(), until: Infinity });
      await acct.stop();
    },
    async pause(seat, ms) {
      const { acct } = seat;
      if (!acct || seat.isPaused) return;
      seat.isPaused = true;
      const absence: Absence = { run: runOf(seat), how: "paused", from: Date.now(), until: Infinity };
      absences.push(absence);
      process.kill(acct.pid, "SIGSTOP");
      const isGone = await Promise.race([acct.ended.then(() => true), pause(ms, false)]);
      // If it was told to stop in the meantime, it now receives that signal.
      if (!isGone) process.kill(acct.pid, "SIGCONT");
      absence.until = Date.now();
      seat.isPaused = false;
    },
    async fill(clock) {
      const empty = [...seats.entries()].filter(([, { acct, isEnding }]) => !acct && !isEnding);
      for (const [index, seat] of empty) {
        const skew = clock();
        const variables = skew === RIGHT ? {} : await wrongClock(skew);
        const ACCT_CONFIG = join(folder, `acct-${index + 1}.yml`);
        const acct = await site.start({ ...variables, ACCT_CONFIG }).catch((error: Error) => {
          surprises.push(error.message);
        });
        if (!acct) continue;
        seat.run++;
        seat.acct = acct;
        const run = runOf(seat);
        void acct.ended.then((how) => {
          if (seat.acct !== acct) return;
          leave(seat);
          surprises.push(`${run} ended by itself, ${how}\n${acct.log().slice(-2000)}`);
        });
      }
    },
    url() {
      const up = seats.filter(({ acct, isPaused }) => acct && !isPaused);
      return up[turn++ % Math.max(up.length, 1)]?.acct?.url;
    },
    async stop() {
      await Promise.all(seats.map((seat) => leave(seat)?.stop()));
      await Promise.all(seats.map(({ mail }) => mail.stop()));
    },
  };
}
