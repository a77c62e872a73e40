import { claimReading, updateSheet } from "../../db/intake-sheets.ts";
import { takeSheetRead } from "../../db/sheet-reads.ts";
import { type AfterReading, readSheet } from "./read-sheet.ts";
import type { SheetDeps, SheetSetup } from "./sheet-setup.ts";

const READ_EVERY_MS = 60_000;
/** How often a process looks whether a reading is due. */
const TICK_MS = 1000;

/**
 * Reads each sheet once a minute, by whichever process comes first. A sheet that hangs delays only its own next reading.
 */
export function watchSheets(
  setups: readonly SheetSetup[],
  deps: SheetDeps,
  { after, tickMs = TICK_MS }: { readonly after?: AfterReading | undefined; readonly tickMs?: number } = {},
): { stop(): Promise<void> } {
  let isStopping = false;
  const stoppable = { ...deps, isStopping: () => isStopping };
  const running = new Map<SheetSetup, Promise<void>>();
  const look = () => {
    for (const setup of setups) {
      if (running.has(setup)) continue;
      const work = readIfDue(setup, stoppable, after)
        .catch((error: unknown) =>
          deps.log.warn({ err: error, sheet: setup.source }, "could not read a sheet; it will be read again"),
        )
        .finally(() => running.delete(setup));
      running.set(setup, work);
    }
  };
  const timer = setInterval(look, tickMs);
  look();
  return {
    async stop() {
      isStopping = true;
      clearInterval(timer);
      await Promise.all(running.values());
    },
  };
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
  if (waitMs > 0)
    return updateSheet(db, setup.source, { nextAt: new Date(at.getTime() + waitMs) });
  await readSheet(setup, deps, after);
}
