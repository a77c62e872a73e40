import type { Log } from "../log.ts";
import { endInOrder } from "./end-in-order.ts";

interface Stoppable {
  stop(): Promise<void>;
}

/** How long a start that is almost done may take to finish. One that waits for a server takes minutes. */
const FINISH_START_MS = 3000;

/**
 * Starts a server that SIGINT and SIGTERM stop gracefully, within a deadline. A later second signal ends it immediately. A signal
 * that comes before the server has started ends it as well, as a crash would: nothing is lost.
 */
export async function runUntilSignal(start: () => Promise<Stoppable>, log: Log): Promise<void> {
  let starting: Promise<Stoppable> | undefined;
  endInOrder({
    signals: ["SIGINT", "SIGTERM"],
    stop(signal) {
      log.info({ signal }, "stopping");
      stopStarted(starting, log).catch((error: unknown) => {
        log.error({ err: error }, "shutdown failed");
        process.exitCode = 1;
      });
    },
    endNow(reason, exitCode) {
      log.error({ exitCode }, reason);
      process.exit(exitCode);
    },
  });
  starting = start();
  await starting;
}

async function stopStarted(starting: Promise<Stoppable> | undefined, log: Log): Promise<void> {
  const timeout = setTimeout(() => {
    log.info("acct stopped before it had started");
    process.exit(0);
  }, FINISH_START_MS);
  // The command itself reports why a start failed.
  const app = await starting?.catch(() => undefined);
  clearTimeout(timeout);
  await app?.stop();
}
