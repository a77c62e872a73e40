import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { constants } from "node:os";

/** The signals that people, npm, supervisors and containers send to a program. */
const FORWARDED = ["SIGTERM", "SIGHUP", "SIGUSR2"];

/** Runs a program in place of this one: it gets our streams and signals, and we exit in the same way. */
export function runChild(command, args, env) {
  const child = spawn(command, args, { stdio: "inherit", env });
  for (const signal of [...FORWARDED, "SIGINT"]) process.removeAllListeners(signal);
  for (const signal of FORWARDED) process.on(signal, () => child.kill(signal));
  // A terminal sends Ctrl-C to every program in the foreground; a forwarded one would count as a second Ctrl-C.
  process.on("SIGINT", hasTerminal() ? () => undefined : () => child.kill("SIGINT"));
  child.on("error", (error) => {
    console.error(`Could not start ${command}: ${error.message}`);
    process.exitCode = 1;
  });
  child.on("exit", (code, signal) => {
    process.exitCode = code ?? 128 + constants.signals[signal];
  });
}

function hasTerminal() {
  try {
    closeSync(openSync("/dev/tty", "r"));
    return true;
  } catch {
    return false;
  }
}
