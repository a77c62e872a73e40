import { type ChildProcess, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { Failure } from "../failure/failure.ts";

interface Options {
  readonly env: NodeJS.ProcessEnv;
  /** The content of its standard input. */
  readonly input?: string;
  readonly timeoutMs: number;
}

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The program isn't there, or acct may not run it. */
const NOT_RUNNABLE: readonly string[] = ["ENOENT", "EACCES", "ENOEXEC"];
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;
/** Output is still read for this long after the program has exited. */
const READ_ON_MS = 1000;

/**
 * Runs a program without a shell until it exits. On timeout, everything that it has started is killed with it. A daemon
 * that it leaves behind is not waited for. Throws with a sentence if it can't be run, takes too long, or dies by a signal.
 */
export function runProgram(
  [program = "", ...args]: readonly string[],
  { env, input = "", timeoutMs }: Options,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    // The program gets its own process group, because surviving children would interfere with the next attempt.
    const child = spawn(program, args, { env, detached: true });
    let problem: string | undefined;
    const end = (why: string) => {
      problem ??= why;
      killGroup(child);
    };
    const timer = setTimeout(() => end(`did not finish within ${timeoutMs / 1000} s`), timeoutMs);
    child.on("error", (error) => {
      clearTimeout(timer);
      const lasts = NOT_RUNNABLE.includes((error as NodeJS.ErrnoException).code ?? "");
      reject(new Failure(`could not run ${program}: ${error.message}`, { cause: error, lasts }));
    });
    // The program was never started and may have no streams.
    if (child.pid === undefined) return;
    const tooMuch = () => end(`wrote more than ${MAX_OUTPUT_BYTES / 1024 / 1024} MiB`);
    const [stdout, stderr] = [collect(child.stdout, tooMuch), collect(child.stderr, tooMuch)];
    child.on("exit", () => {
      clearTimeout(timer);
      setTimeout(() => {
        child.stdout.destroy();
        child.stderr.destroy();
      }, READ_ON_MS).unref();
    });
    child.on("close", (code, signal) => {
      if (problem !== undefined) reject(new Failure(`${program} ${problem}`));
      else if (code === null) reject(new Failure(`${program} was killed by ${signal}`));
      else resolve({ code, stdout: stdout(), stderr: stderr() });
    });
    // A program may ignore its input; when it exits, the pipe closes.
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
  });
}

/** Collects a stream; the returned function gives what was written so far. */
function collect(stream: Readable, tooMuch: () => void): () => string {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MAX_OUTPUT_BYTES) tooMuch();
    else chunks.push(chunk);
  });
  return () => Buffer.concat(chunks).toString();
}

function killGroup({ pid, exitCode, signalCode }: ChildProcess): void {
  // The process ID of a program that has exited may belong to another program by now.
  if (pid === undefined || exitCode !== null || signalCode !== null) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    const isGone = (error as NodeJS.ErrnoException).code === "ESRCH";
    if (!isGone) throw error;
  }
}
