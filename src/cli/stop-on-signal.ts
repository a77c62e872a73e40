import type { Log } from "../log.ts";
import { endInOrder } from "./end-in-order.ts";

/** SIGINT and SIGTERM stop a server in order, within a deadline; a second one that comes later ends it at once. */
export function stopOnSignal(app: { stop(): Promise<void> }, log: Log): void {
  endInOrder({
    signals: ["SIGINT", "SIGTERM"],
    stop(signal) {
      log.info({ signal }, "stopping");
      app.stop().catch((error: unknown) => {
        log.error({ err: error }, "did not stop in order");
        process.exitCode = 1;
      });
    },
    endNow(reason, exitCode) {
      log.error({ exitCode }, reason);
      process.exit(exitCode);
    },
  });
}
