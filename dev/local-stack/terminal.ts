import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";

export interface Terminal {
  /** Returns what was written to the screen so far. */
  screen(): string;
  /** Resolves once the screen shows this text. Throws with the screen if the program ends first or a minute passes. */
  until(text: string): Promise<void>;
  /** Presses Ctrl-C: the terminal signals every program in its foreground. */
  interrupt(): void;
  /** Resolves with the exit code of the command. */
  readonly ended: Promise<number>;
  /** Closes the terminal, which sends SIGHUP to programs that still run in it. */
  close(): Promise<void>;
}

const TIMEOUT_MS = 60_000;

/** Runs a shell command in its own pseudo-terminal with script(1), which every Debian has. */
export function openTerminal(command: string, env: NodeJS.ProcessEnv = process.env, cwd?: string): Terminal {
  const script = spawn("script", ["--quiet", "--return", "--flush", "--command", command, "/dev/null"], {
    stdio: ["pipe", "pipe", "inherit"],
    env,
    ...(cwd === undefined ? {} : { cwd }),
  });
  let shown = "";
  let isOpen = true;
  script.stdout.on("data", (chunk: Buffer) => {
    shown += chunk.toString();
  });
  const ended = once(script, "close").then(([code]) => {
    isOpen = false;
    return Number(code);
  });
  return {
    screen: () => shown,
    async until(text) {
      const timeout = AbortSignal.timeout(TIMEOUT_MS);
      while (!shown.includes(text)) {
        if (!isOpen || timeout.aborted) throw new Error(`The terminal never showed "${text}":\n${shown}`);
        await delay(10);
      }
    },
    interrupt: () => void script.stdin.write("\x03"),
    ended,
    async close() {
      script.kill("SIGTERM");
      await ended;
    },
  };
}
