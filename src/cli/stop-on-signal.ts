import type { Log } from "../log.ts";

/** SIGINT and SIGTERM end it in order. */
export function stopOnSignal(app: { stop(): Promise<void> }, log: Log): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      log.info({ signal }, "stopping");
      app.stop().catch((error: unknown) => {
        log.error({ err: error }, "did not stop in order");
        process.exitCode = 1;
      });
    });
  }
}
