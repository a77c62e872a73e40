import type { WriteStream } from "node:tty";

const WIDTH = 30;

interface Progress {
  step(): void;
  /** Clears the bar before a line of output. */
  clear(): void;
}

/** Shows a progress bar on the last line of a terminal, and nothing elsewhere. */
export function reportProgress(stream: Pick<WriteStream, "write" | "isTTY">, total: number): Progress {
  let done = 0;
  if (!stream.isTTY) return { step: () => undefined, clear: () => undefined };
  return {
    step() {
      done++;
      const filled = Math.round((WIDTH * done) / Math.max(total, 1));
      stream.write(`\r[${"#".repeat(filled)}${"-".repeat(WIDTH - filled)}] ${done} of ${total}`);
    },
    clear() {
      if (done > 0) stream.write(`\r${" ".repeat(WIDTH + 30)}\r`);
    },
  };
}
