import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";

export interface Terminal {
  /** What has been written to the screen so far. */
  screen(): string;
  /** Resolves once the screen shows this. Throws, with the screen, when the program ends first or a minute passes. */
  until(text: string): Promise<void>;
  /** Ctrl-C: the terminal signals every program in its foreground. */
  interrupt(): void;
  /** The exit code of the command. */
  readonly ended: Promise<number>;
  /** Closes the terminal, which hangs up on what still runs in it. */
  close(): Promise<void>;
}

const PATIENCE_MS = 60_000;

/** Runs a shell command in a terminal of its own: a pseudo-terminal of script(1), which every Debian has. */
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
      const patience = AbortSignal.timeout(PATIENCE_MS);
      while (!shown.includes(text)) {
        if (!isOpen || patience.aborted) throw new Error(`The terminal never showed "${text}":\n${shown}`);
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
