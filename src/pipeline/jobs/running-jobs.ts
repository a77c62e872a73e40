import { setTimeout as pause } from "node:timers/promises";

/** A job that asks another system may be waiting for it. What it hasn't written by then is done by its next run. */
const MAX_STOP_WAIT_MS = 5000;

export interface RunningJobs {
  /** Runs a job that never rejects. After `stop` it does nothing. */
  run(job: () => Promise<unknown>): Promise<void>;
  /** Waits for the jobs that are running, but not for one that takes longer than `MAX_STOP_WAIT_MS`. */
  stop(): Promise<void>;
}

/** Knows which jobs are running, so that a process that stops doesn't take their database connection away. */
export function runningJobs(): RunningJobs {
  const running = new Set<Promise<unknown>>();
  let isStopping = false;
  return {
    async run(job) {
      if (isStopping) return;
      const work = job();
      running.add(work);
      await work.finally(() => running.delete(work));
    },
    async stop() {
      isStopping = true;
      await Promise.race([Promise.all(running), pause(MAX_STOP_WAIT_MS, undefined, { ref: false })]);
    },
  };
}
