import type { WriteStream } from "node:tty";

const WIDTH = 30;

interface Progress {
  step(count?: number): void;
  /** Clears the bar before a line of output. */
  clear(): void;
}

/** Shows a progress bar on the last line of a terminal, and nothing elsewhere. */
export function reportProgress(stream: Pick<WriteStream, "write" | "isTTY">, total: number): Progress {
  let done = 0;
  if (!stream.isTTY) return { step: () => undefined, clear: () => undefined };
  return {
    step(count = 1) {
      done = Math.min(done + count, total);
      const filled = Math.round((WIDTH * done) / Math.max(total, 1));
      stream.write(`\r[${"#".repeat(filled)}${"-".repeat(WIDTH - filled)}] ${done} of ${total}`);
    },
    clear() {
      if (done > 0) stream.write(`\r${" ".repeat(WIDTH + 30)}\r`);
    },
  };
}

interface Counter {
  show(count: number): void;
  /** Clears the line before a line of output. */
  clear(): void;
}

/** Shows how far something has come whose end is not known, on the last line of a terminal, and nothing elsewhere. */
export function reportCount(stream: Pick<WriteStream, "write" | "isTTY">, what: string): Counter {
  let width = 0;
  if (!stream.isTTY) return { show: () => undefined, clear: () => undefined };
  return {
    show(count) {
      const line = `${what}: ${count}`;
      width = Math.max(width, line.length);
      stream.write(`\r${line.padEnd(width)}`);
    },
    clear() {
      if (width > 0) stream.write(`\r${" ".repeat(width)}\r`);
    },
  };
}
