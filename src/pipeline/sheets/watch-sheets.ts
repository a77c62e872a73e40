import { claimReading, endLongPause, updateSheet } from "../../db/intake-sheets.ts";
import { takeSheetRead } from "../../db/sheet-reads.ts";
import { type AfterReading, readSheet } from "./read-sheet.ts";
import type { SheetDeps, SheetSetup } from "./sheet-setup.ts";

const READ_EVERY_MS = 60_000;
/** How often a process looks whether a reading is due. */
const TICK_MS = 1000;

const GRACE_MS = 5000;

interface WatchOptions {
  readonly after?: AfterReading | undefined;
  readonly tickMs?: number;
  /** How long the end of the process waits for a reading that is on its way. */
  readonly graceMs?: number;
}

/**
 * Reads each sheet once a minute, by whichever process comes first. A sheet that hangs delays only its own next reading.
 */
export function watchSheets(
  setups: readonly SheetSetup[],
  deps: SheetDeps,
  { after, tickMs = TICK_MS, graceMs = GRACE_MS }: WatchOptions = {},
): { stop(): Promise<void> } {
  let isStopping = false;
  const aborting = new AbortController();
  const stoppable = { ...deps, isStopping: () => isStopping, signal: aborting.signal };
  const running = new Map<SheetSetup, Promise<void>>();
  const started = new Set<SheetSetup>();
  const work = async (setup: SheetSetup) => {
    if (!started.has(setup)) await endPause(setup, deps);
    started.add(setup);
    await readIfDue(setup, stoppable, after);
  };
  const look = () => {
    for (const setup of setups) {
      if (running.has(setup)) continue;
      const reading = work(setup)
        .catch((error: unknown) =>
          deps.log.warn({ err: error, sheet: setup.source }, "could not read a sheet; it will be read again"),
        )
        .finally(() => running.delete(setup));
      running.set(setup, reading);
    }
  };
  const timer = setInterval(look, tickMs);
  look();
  return {
    async stop() {
      isStopping = true;
      clearInterval(timer);
      // A call to Google may take three minutes.
      const grace = setTimeout(() => aborting.abort(new Error("acct is stopping")), graceMs);
      await Promise.all(running.values());
      clearTimeout(grace);
    },
  };
}

/** Longer than any pause but that after a rejection, such as of the key. */
const LONG_PAUSE_MS = 5 * READ_EVERY_MS;

/** Whoever has put right what Google rejected restarts acct, and doesn't want to wait for an hour. */
async function endPause({ source }: SheetSetup, { db, now }: SheetDeps): Promise<void> {
  await endLongPause(db, source, now(), new Date(now().getTime() + LONG_PAUSE_MS));
}

async function readIfDue(setup: SheetSetup, deps: SheetDeps, after: AfterReading | undefined): Promise<void> {
  const { db, now } = deps;
  const at = now();
  const claimed = await claimReading(db, setup.source, {
    now: at,
    nextAt: new Date(at.getTime() + READ_EVERY_MS),
  });
  if (!claimed) return;
  // Doctor, backups and other sources of the same spreadsheet share the reads.
  const waitMs = await takeSheetRead(db, setup.spreadsheet.id);
  if (waitMs > 0) return updateSheet(db, setup.source, { nextAt: new Date(at.getTime() + waitMs) });
  // A reading that is followed by the work of thousands of rows doesn't come more often than Google allows, so the next one needn't wait.
  let hasMore = await readSheet(setup, deps, after);
  while (hasMore && !deps.isStopping?.()) hasMore = await readSheet(setup, deps, after);
}
