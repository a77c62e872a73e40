import { readdirSync, readFileSync, readlinkSync } from "node:fs";

export interface RunningProcess {
  readonly pid: number;
  readonly args: readonly string[];
  /** Its working folder. */
  readonly folder: string;
  readonly environment: string;
}

/** Lists every process that we may inspect (proc(5)). */
export function runningProcesses(): RunningProcess[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const read = (file: string) => readFileSync(`/proc/${pid}/${file}`, "utf8");
        const args = read("cmdline").split("\0").slice(0, -1);
        return [
          { pid: Number(pid), args, folder: readlinkSync(`/proc/${pid}/cwd`), environment: read("environ") },
        ];
      } catch {
        // It has just ended, or belongs to another user.
        return [];
      }
    });
}

/** Lists the processes that work in this folder or have it on their command line. */
export function processesIn(folder: string): RunningProcess[] {
  return runningProcesses().filter(
    (one) => one.folder.startsWith(folder) || one.args.some((arg) => arg.includes(folder)),
  );
}
