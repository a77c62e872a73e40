import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { answers } from "./answers.ts";

export interface Child {
  readonly pid: number;
  /** Returns the end of its output. */
  log(): string;
  /** Resolves with how it ended: "exit code 1". */
  readonly ended: Promise<string>;
  /** Stops it and everything that it started. Does nothing if it has already ended. */
  stop(): Promise<void>;
}

export interface ChildOptions extends Pick<SpawnOptions, "cwd" | "env"> {
  /** Its name in error messages: "slapd". */
  readonly name: string;
  /** Whether it responds yet. */
  ready(): Promise<boolean>;
  /** The signal that shuts it down gracefully; SIGTERM by default. */
  readonly signal?: "SIGTERM" | "SIGINT";
  /** The user to run as. Only root can choose one. */
  readonly uid?: number | undefined;
}

const START_MS = 60_000;
const STOP_MS = 10_000;
const LOG_LENGTH = 20_000;

/** The running servers, so that a program that must exit immediately can stop them as well. */
const running = new Set<ChildProcess>();

/** Kills every server of this process, without waiting. */
export function killChildren(): void {
  for (const child of running) signalGroup(child, "SIGKILL");
}

/**
 * Starts a server in its own process group and returns once it responds. The server runs until `stop`.
 * With setpriv(1), which every Debian has, the kernel stops the server when this process dies, no matter how.
 */
export async function startChild(
  program: string,
  args: readonly string[],
  { name, ready, signal = "SIGTERM", uid, cwd, env }: ChildOptions,
): Promise<Child> {
  const child = spawn("setpriv", [`--pdeathsig=${signal.slice(3)}`, ...dropTo(uid), program, ...args], {
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    ...(cwd === undefined ? {} : { cwd }),
    ...(env === undefined ? {} : { env }),
  });
  let log = "";
  const keep = (chunk: Buffer) => {
    log = (log + chunk.toString()).slice(-LOG_LENGTH);
  };
  child.stdout?.on("data", keep);
  child.stderr?.on("data", keep);
  const ended = waitForExit(child);
  let isGone = false;
  running.add(child);
  void ended.then(() => {
    running.delete(child);
    // This happens only once, right now: process IDs are reused, and this one may soon belong to another test's server.
    isGone = true;
    signalGroup(child, "SIGKILL");
  });

  const stop = async () => {
    if (isGone) return;
    signalGroup(child, signal);
    await Promise.race([ended, delay(STOP_MS, undefined, { ref: false })]);
    if (!isGone) signalGroup(child, "SIGKILL");
    await ended;
  };

  const timeout = AbortSignal.timeout(START_MS);
  while (!(await ready())) {
    const gone = await Promise.race([ended, delay(10)]);
    if (gone === undefined && !timeout.aborted) continue;
    await stop();
    throw new Error(`${name} did not start${gone ? `: ${gone}` : ""}\n${log}`);
  }
  return { pid: child.pid ?? 0, log: () => log, ended, stop };
}

/** Returns the options of setpriv that switch from root to this user, if there is one. */
export function dropTo(uid: number | undefined): string[] {
  return uid === undefined ? ["--"] : [`--reuid=${uid}`, `--regid=${uid}`, "--clear-groups", "--"];
}

/** Resolves with how the child ended, or why it could not be started. */
function waitForExit(child: ChildProcess): Promise<string> {
  const exit = once(child, "exit").then(([code, signal]) =>
    signal ? `ended by ${signal}` : `exit code ${code}`,
  );
  const failure = once(child, "error").then(([error]) => String(error));
  return Promise.race([exit, failure]);
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // ESRCH: no process of the group is left, so there is nothing to signal.
  }
}

/** Below the ports that systems give to connections and to servers that ask for any port, which may come before the one who asked here. */
const [FIRST_PORT, END_PORT] = [12_000, 32_000];

/** Finds a port on 127.0.0.1 that is free at this moment. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST_PORT, END_PORT);
    const server = createServer().listen(port, "127.0.0.1");
    const isFree = await once(server, "listening").then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === "EADDRINUSE") return false;
        throw error;
      },
    );
    if (!isFree) continue;
    server.close();
    await once(server, "close");
    return port;
  }
}

export const listensOn = (port: number): Promise<boolean> => answers({ host: "127.0.0.1", port });
