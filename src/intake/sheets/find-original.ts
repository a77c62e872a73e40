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
 * Returns a function that finds rows again. The stamp and the contents of a row must agree: a stamp may stay where it was when people
 * sort, and two people may have filled in the same. The answer is "gone" if neither is there, and "unclear" if they don't agree, or if
 * the row is there twice: then nothing may be written, and acct stamps the row anew or asks the admins when it reads the tab.
 */
export function findOriginals(rows: readonly ReadRow[]): (known: KnownRow) => ReadRow | "gone" | "unclear" {
  const byStamp = Map.groupBy(
    rows.flatMap((row) => row.stamps.map((stamp) => ({ stamp, row }))),
    ({ stamp }) => stamp,
  );
  const digests = new Set(rows.map(({ digest }) => digest));
  return ({ stamp, digest }) => {
    const stamped = stamp === null ? [] : (byStamp.get(stamp) ?? []);
    // The stamp of a row that was moved may have been left behind on another one.
    const [found, ...others] = stamped.filter(({ row }) => row.digest === digest);
    if (found && others.length === 0) return found.row;
    return stamped.length === 0 && !digests.has(digest) ? "gone" : "unclear";
  };
}
