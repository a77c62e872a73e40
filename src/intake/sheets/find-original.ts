import type { GridRow } from "./spreadsheet.ts";

/** A row of the tab that acct reads, with what identifies it. */
export interface ReadRow {
  readonly grid: GridRow;
  /** Our stamps of the row, in its metadata or in the hidden column. Normally one. */
  readonly stamps: readonly string[];
  /** The digest of what the person has filled in. */
  readonly digest: string;
}

/** By what a row that acct has taken in is found again. */
export interface KnownRow {
  readonly stamp: string | null;
  readonly digest: string;
}

/**
 * Finds a row again. Its stamp and its contents must agree: a stamp may stay where it was when people sort, and two people may have
 * filled in the same. Returns "gone" if neither is there, and "unclear" if they don't agree, or if the row is there twice: then nothing
 * may be written, and acct stamps the row anew or asks the admins when it reads the tab.
 */
export function findOriginal(known: KnownRow, rows: readonly ReadRow[]): ReadRow | "gone" | "unclear" {
  const { stamp, digest } = known;
  const stamped = stamp === null ? [] : rows.filter(({ stamps }) => stamps.includes(stamp));
  const [found] = stamped;
  if (stamped.length === 1 && found?.digest === digest) return found;
  return stamped.length === 0 && !rows.some((row) => row.digest === digest) ? "gone" : "unclear";
}
