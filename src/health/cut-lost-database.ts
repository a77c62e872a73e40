import type { Database } from "../db/client.ts";
import type { Process } from "../db/process.ts";

const CHECK_INTERVAL_MS = 250;
/** Shutdown is allowed 30 s. A database that returns within this time still gets the results of the current work. */
const MAX_OUTAGE_MS = 8000;

/** During shutdown, stops waiting for a database that has been unavailable for a while. */
export function cutLostDatabase(
  database: Database,
  process: Pick<Process, "number">,
): { hasCut(): boolean; stop(): void } {
  let lostSince: number | undefined;
  let hasCut = false;
  const timer = setInterval(() => {
    if (process.number() !== undefined) lostSince = undefined;
    else lostSince ??= performance.now();
    if (lostSince === undefined || performance.now() - lostSince < MAX_OUTAGE_MS) return;
    clearInterval(timer);
    hasCut = true;
    database.cut();
  }, CHECK_INTERVAL_MS);
  return { hasCut: () => hasCut, stop: () => clearInterval(timer) };
}
