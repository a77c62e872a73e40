import { type ChildProcess, fork } from "node:child_process";
import { on, once } from "node:events";
import { fileURLToPath } from "node:url";

/** Starts one of the `*.process.ts` files and resolves once it is ready. */
export async function startWorker(file: string, ...args: string[]): Promise<ChildProcess> {
  const worker = fork(fileURLToPath(new URL(file, import.meta.url)), args, { serialization: "advanced" });
  await next(worker, "ready");
  return worker;
}

/** Waits for the next message of this kind. Throws if the worker ends first. */
export async function next<T extends { kind: string }>(worker: ChildProcess, kind: T["kind"]): Promise<T> {
  for await (const [message] of on(worker, "message", { close: ["exit"] })) {
    if ((message as T).kind === kind) return message as T;
  }
  throw new Error("the worker ended");
}

export async function stopWorker(worker: ChildProcess): Promise<void> {
  if (worker.exitCode !== null || worker.signalCode !== null) return;
  const exited = once(worker, "exit");
  worker.kill("SIGKILL");
  await exited;
}
