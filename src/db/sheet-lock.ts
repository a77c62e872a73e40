import type { Db } from "./client.ts";
import { withSessionLock } from "./session-lock.ts";

/** The first key of the advisory locks of spreadsheets: "shee" in ASCII. */
const LOCK_CLASS = 0x73686565;

/**
 * Runs work that reads and writes a spreadsheet while no other process of acct does: a row must not move between finding it and writing
 * to it. Otherwise as `withSessionLock`.
 */
export function withSheetLock<T>(
  db: Db,
  spreadsheetId: string,
  work: () => Promise<T>,
  signal?: AbortSignal,
): Promise<{ readonly result: T } | undefined> {
  return withSessionLock(db, { lockClass: LOCK_CLASS, name: spreadsheetId }, work, signal);
}
