import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

export interface Child {
  readonly pid: number;
  /** What it has written lately. */
  log(): string;
  /** How it ended: "exit code 1". */
  readonly ended: Promise<string>;
  /** Ends it and whatever it started. Quiet when it is gone already. */
  stop(): Promise<void>;
}

export interface ChildOptions extends Pick<SpawnOptions, "cwd" | "env"> {
  /** For messages: "slapd". */
  readonly name: string;
  /** True once it answers. */
  ready(): Promise<boolean>;
  /** What ends it in order. */
  readonly signal?: "SIGTERM" | "SIGINT";
  /** Runs as this user; only root can. */
  readonly uid?: number | undefined;
}

const START_MS = 60_000;
const STOP_MS = 10_000;
const LOG_LENGTH = 20_000;

/** The servers that run, so that a program that ends at once can take them along. */
const running = new Set<ChildProcess>();

/** Ends every server of this process at once, without waiting. */
export function killChildren(): void {
  for (const child of running) signalGroup(child, "SIGKILL");
}

/**
 * Runs a server until `stop`, in a process group of its own, and returns once it answers.
 * setpriv(1), which every Debian has, lets the kernel end the server when this process dies, however it dies.
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
  const ended = exitOf(child);
  let isGone = false;
  running.add(child);
  void ended.then(() => {
    running.delete(child);
    // Now, and never again: numbers come round, and this one may soon be that of another test's server.
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

  const patience = AbortSignal.timeout(START_MS);
  while (!(await ready())) {
    const gone = await Promise.race([ended, delay(10)]);
    if (gone === undefined && !patience.aborted) continue;
    await stop();
    throw new Error(`${name} did not start${gone ? `: ${gone}` : ""}\n${log}`);
  }
  return { pid: child.pid ?? 0, log: () => log, ended, stop };
}

/** setpriv's options that make another user of root. */
export function dropTo(uid: number | undefined): string[] {
  return uid === undefined ? ["--"] : [`--reuid=${uid}`, `--regid=${uid}`, "--clear-groups", "--"];
}

/** How the child ended. */
function exitOf(child: ChildProcess): Promise<string> {
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
    // ESRCH: nobody of the group is left, which is what was wanted.
  }
}

/** A port on 127.0.0.1 that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}

export async function listensOn(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
