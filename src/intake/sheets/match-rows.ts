import type { RowRead } from "./read-row.ts";

/** A row that acct knows. */
export interface KnownRow {
  readonly id: number;
  readonly stamp: string | null;
  readonly digest: string;
}

export interface Matched<Row, Known> {
  readonly row: Row;
  readonly known: Known;
  /** How the row was recognized: by stamp and contents, by its contents alone, or by its stamp although its contents are others. */
  readonly by: "both" | "contents" | "stamp";
}

export interface Matching<Row, Known> {
  readonly matched: readonly Matched<Row, Known>[];
  /** Rows that acct doesn't know. */
  readonly fresh: readonly Row[];
  /** Rows that can't be told apart from others with the same contents, so that nothing is written to them, and what they may be. */
  readonly alike: readonly { readonly row: Row; readonly candidates: readonly Known[] }[];
  /** Known rows that are not in the sheet. */
  readonly gone: readonly Known[];
}

type Read = Pick<RowRead, "stamps" | "digest">;

/**
 * Finds out which rows of a reading are which known rows. A stamp counts only together with the contents: nobody promises that it
 * follows them when people sort, and people copy it with the row. Contents that are found elsewhere have moved there; contents
 * that are found nowhere were edited.
 */
export function matchRows<Row extends Read, Known extends KnownRow>(
  rows: readonly Row[],
  known: readonly Known[],
  /** Tells whether the row can be an edited version of the known one. What a stamp says alone isn't enough. */
  isRelated: (row: Row, known: Known) => boolean,
  /** Tells whether it makes no difference which of these known rows, all with the same contents, is which row of the sheet. */
  areAlike: (known: readonly Known[]) => boolean,
): Matching<Row, Known> {
  const byStamp = new Map(known.flatMap((one) => (one.stamp === null ? [] : [[one.stamp, one] as const])));
  const matched: Matched<Row, Known>[] = [];
  const alike: { row: Row; candidates: readonly Known[] }[] = [];
  const restKnown = new Set(known);
  const restRows = new Set(rows);
  const take = (row: Row, one: Known, by: Matched<Row, Known>["by"]) => {
    matched.push({ row, known: one, by });
    restRows.delete(row);
    restKnown.delete(one);
  };

  for (const [stamp, holders] of groupBy(rows, ({ stamps }) => stamps)) {
    const one = byStamp.get(stamp);
    if (!one) continue;
    const [row, ...copies] = holders.filter(({ digest }) => digest === one.digest);
    // If the row was copied with its stamp, nothing tells which one is the original.
    if (row && copies.length === 0 && restRows.has(row) && restKnown.has(one)) take(row, one, "both");
  }

  const knownByDigest = groupBy([...restKnown], ({ digest }) => [digest]);
  for (const [digest, same] of groupBy([...restRows], (row) => [row.digest])) {
    const candidates = knownByDigest.get(digest) ?? [];
    if (same.length === candidates.length && areAlike(candidates))
      for (const [at, row] of same.entries()) take(row, candidates[at] as Known, "contents");
    else if (candidates.length > 0) {
      for (const copy of same) {
        restRows.delete(copy);
        alike.push({ row: copy, candidates });
      }
      for (const candidate of candidates) restKnown.delete(candidate);
    }
  }

  for (const row of restRows) {
    const owners = row.stamps
      .flatMap((stamp) => byStamp.get(stamp) ?? [])
      .filter((one) => restKnown.has(one));
    const [one] = owners.filter((owner) => isRelated(row, owner));
    if (one && owners.length === 1) take(row, one, "stamp");
  }
  return { matched, fresh: [...restRows], alike, gone: [...restKnown] };
}

function groupBy<Item>(
  items: readonly Item[],
  keysOf: (item: Item) => readonly string[],
): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    for (const key of new Set(keysOf(item))) {
      const group = groups.get(key);
      if (group) group.push(item);
      else groups.set(key, [item]);
    }
  }
  return groups;
}
