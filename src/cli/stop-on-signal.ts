import type { Log } from "../log.ts";
import { endInOrder } from "./end-in-order.ts";

/** SIGINT and SIGTERM stop a server gracefully, within a deadline. A later second signal ends it immediately. */
export function stopOnSignal(app: { stop(): Promise<void> }, log: Log): void {
  endInOrder({
    signals: ["SIGINT", "SIGTERM"],
    stop(signal) {
      log.info({ signal }, "stopping");
      app.stop().catch((error: unknown) => {
        log.error({ err: error }, "shutdown failed");
        process.exitCode = 1;
      });
    },
    endNow(reason, exitCode) {
      log.error({ exitCode }, reason);
      process.exit(exitCode);
    },
  });
}
