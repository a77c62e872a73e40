import type { Database } from "../db/client.ts";
import type { Process } from "../db/process.ts";

const LOOK_MS = 250;
/** Whoever stops acct waits half a minute; a database that comes back within this time still hears what was done. */
const PATIENCE_MS = 8000;

/** While acct stops: nothing waits any longer for a database that has been away for a while. */
export function cutLostDatabase(
  database: Database,
  process: Pick<Process, "number">,
): { hasCut(): boolean; stop(): void } {
  let lostSince: number | undefined;
  let hasCut = false;
  const timer = setInterval(() => {
    if (process.number() !== undefined) lostSince = undefined;
    else lostSince ??= performance.now();
    if (lostSince === undefined || performance.now() - lostSince < PATIENCE_MS) return;
    clearInterval(timer);
    hasCut = true;
    database.cut();
  }, LOOK_MS);
  return { hasCut: () => hasCut, stop: () => clearInterval(timer) };
}
