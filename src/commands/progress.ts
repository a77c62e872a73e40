import type { WriteStream } from "node:tty";

const WIDTH = 30;

interface Progress {
  step(): void;
  /** Makes room for a line of output. */
  clear(): void;
}

/** A bar on a terminal's last line; nothing where nobody watches. */
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
