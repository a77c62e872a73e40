import { type ChildProcess, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { Failure } from "../failure/failure.ts";

interface Options {
  readonly env: NodeJS.ProcessEnv;
  /** What it reads on standard input. */
  readonly input?: string;
  readonly timeoutMs: number;
}

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;
/** What a program writes stays readable for so long after its end. */
const READ_ON_MS = 1000;

/**
 * Runs a program, without a shell, to its end. When its time is up all that it has started ends with it. A daemon that it
 * leaves behind is not waited for. Throws a sentence when it cannot be run, does not end in time, or ends by a signal.
 */
export function runProgram(
  [program = "", ...args]: readonly string[],
  { env, input = "", timeoutMs }: Options,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    // A process group of its own: children that were not killed would work on beside the next try.
    const child = spawn(program, args, { env, detached: true });
    let problem: string | undefined;
    const end = (why: string) => {
      problem ??= why;
      killGroup(child);
    };
    const timer = setTimeout(() => end(`did not end within ${timeoutMs / 1000} s`), timeoutMs);
    child.on("error", (error) => {
      clearTimeout(timer);
      reject(new Failure(`${program} could not be run: ${error.message}`, { cause: error }));
    });
    // It was never started, and may have no streams.
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
      else if (code === null) reject(new Failure(`${program} was ended by ${signal}`));
      else resolve({ code, stdout: stdout(), stderr: stderr() });
    });
    // A program that does not read its input is free to: its end closes the pipe.
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
  });
}

/** Reads along; returns what was written so far. */
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
  // The number of one that has ended may be another program's by now.
  if (pid === undefined || exitCode !== null || signalCode !== null) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    const isGone = (error as NodeJS.ErrnoException).code === "ESRCH";
    if (!isGone) throw error;
  }
}
