import type { Log } from "../log.ts";

interface Polling {
  readonly everyMs: number;
  readonly what: string;
  readonly log: Log;
  poll(): Promise<void>;
}

/** Polls again and again, never twice at the same time. A poll that fails is repeated after the same time. */
export function pollQueue({ everyMs, what, log, poll }: Polling): { stop(): Promise<void> } {
  let current: Promise<void> | undefined;
  const run = () => {
    current ??= poll()
      .catch((error: unknown) => log.warn({ err: error }, `could not read ${what}; trying again later`))
      .finally(() => {
        current = undefined;
      });
  };
  run();
  const timer = setInterval(run, everyMs);
  return {
    async stop() {
      clearInterval(timer);
      await current;
    },
  };
}
