import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, chown, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { dropTo } from "../../dev/local-stack/child.ts";

/** Runs the process of a unit until it is stopped, as systemd would. */
export interface Service {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Kills everything at once, as a power failure would; nothing is restarted. */
  powerCut(): Promise<void>;
  /** Kills the process without a stop command. */
  crash(): void;
  log(): string;
  /** How often a process was started. */
  starts(): number;
  /** Resolves with true when `isUp` returns true, or with false if the process ends first. */
  settled(isUp: () => Promise<boolean>): Promise<boolean>;
}

interface Unit {
  readonly execStart: readonly string[];
  readonly workingDirectory: string;
  readonly restartMs: number;
  readonly environment: readonly string[];
  readonly credentials: readonly (readonly [id: string, file: string])[];
}

/** Reads the settings in [Service] that decide what runs, with which secrets, and what happens when it ends. */
function parseUnit(text: string): Unit {
  const all = (name: string) =>
    [...text.matchAll(new RegExp(`^${name}=(.*)$`, "gm"))].map(([, value = ""]) => value);
  const one = (name: string) => all(name)[0] ?? "";
  if (one("Restart") !== "always") throw new Error("the unit has no Restart=always");
  return {
    execStart: one("ExecStart").split(" "),
    workingDirectory: one("WorkingDirectory"),
    restartMs: Number(one("RestartSec")) * 1000,
    environment: all("Environment"),
    credentials: all("LoadCredential").map((line) => line.split(":") as [string, string]),
  };
}

export function service(unitFile: string, folder: string, uid: number | undefined): Service {
  let child: ChildProcess | undefined;
  let wanted = false;
  let starts = 0;
  let log = "";
  let again: NodeJS.Timeout | undefined;

  async function begin(): Promise<void> {
    const unit = parseUnit(await readFile(unitFile, "utf8"));
    const credentials = await loadCredentials(unit, join(folder, "credentials"), uid);
    const [program = "", ...args] = unit.execStart;
    starts++;
    const begun = spawn("setpriv", ["--pdeathsig=KILL", "--no-new-privs", ...dropTo(uid), program, ...args], {
      cwd: unit.workingDirectory,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        PATH: "/usr/local/bin:/usr/bin:/bin",
        ...Object.fromEntries(
          unit.environment.map((line) => line.replace("%d", credentials).split(/=(.*)/s).slice(0, 2)),
        ),
      },
    });
    child = begun;
    for (const stream of [begun.stdout, begun.stderr]) {
      stream?.on("data", (chunk: Buffer) => {
        log = (log + chunk.toString()).slice(-100_000);
      });
    }
    begun.on("exit", (code, signal) => {
      log += `\n(ended: ${signal ?? code})\n`;
      if (child === begun) child = undefined;
      if (wanted) again = setTimeout(() => void begin(), unit.restartMs);
    });
  }

  async function end(signal: NodeJS.Signals, group: boolean): Promise<void> {
    wanted = false;
    clearTimeout(again);
    const running = child;
    if (!running?.pid) return;
    const gone = once(running, "exit");
    process.kill(group ? -running.pid : running.pid, signal);
    const late = setTimeout(() => process.kill(-(running.pid ?? 0), "SIGKILL"), 60_000);
    await gone;
    clearTimeout(late);
  }

  return {
    async start() {
      if (wanted) return;
      wanted = true;
      await begin();
    },
    stop: () => end("SIGTERM", false),
    powerCut: () => end("SIGKILL", true),
    crash() {
      child?.kill("SIGKILL");
    },
    log: () => log,
    starts: () => starts,
    async settled(isUp) {
      const before = starts;
      while (child && starts === before) {
        if (await isUp()) return true;
        await delay(100);
      }
      return false;
    },
  };
}

/** Does what LoadCredential= does: makes copies that only the service may read. */
async function loadCredentials(unit: Unit, folder: string, uid: number | undefined): Promise<string> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const [id, file] of unit.credentials) {
    const copy = join(folder, id);
    await writeFile(copy, await readFile(file));
    await chmod(copy, 0o400);
    if (uid !== undefined) await chown(copy, uid, uid);
  }
  await chmod(folder, 0o500);
  if (uid !== undefined) await chown(folder, uid, uid);
  return folder;
}
