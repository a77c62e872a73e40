import { holdMethod, takeSlot } from "./chat-pace.ts";
import type { Db } from "./client.ts";

/** Google's quota is per account, for everyone who uses the key. A poller that is due each minute may come a little early. */
const EVERY_MS = 55_000;
const METHOD = "google-sheets";

/**
 * Takes the one read of this spreadsheet that all processes share, about once a minute: pollers, backups, and doctor. Returns 0, or
 * the time in ms after which to ask again. No one may read while Google accepts no more calls.
 */
export function takeSheetRead(db: Db, id: string): Promise<number> {
  return takeSlot(db, { method: METHOD, place: `${METHOD} ${id}`, everyMs: EVERY_MS, burst: 1 });
}

/** Keeps all processes from reading spreadsheets for this time, after Google has said that its quota is used up. */
export async function holdSheetReads(db: Db, forMs: number): Promise<void> {
  await holdMethod(db, METHOD, forMs);
}
