import { toKey } from "../columns-by-title.ts";
import { matchHeadings } from "./match-headings.ts";
import { type KeptCell, type Snapshot, shownIn } from "./snapshot.ts";

type Row = readonly KeptCell[];

/** A cell that has another content. */
interface ChangedCell {
  readonly title: string;
  readonly before: string;
  readonly after: string;
}

/** What has changed from one snapshot to another. */
export interface SnapshotDiff {
  readonly removed: readonly Row[];
  readonly added: readonly Row[];
  readonly changed: readonly { readonly who: string; readonly cells: readonly ChangedCell[] }[];
  /** Headings that are only in the earlier one, and only in the later one. */
  readonly lostTitles: readonly string[];
  readonly newTitles: readonly string[];
}

/**
 * Compares snapshots by row. Columns are compared by their headings, and the order of rows makes no difference. Rows of the same address
 * that differ are one changed row.
 */
export function diffSnapshots(before: Snapshot, after: Snapshot): SnapshotDiff {
  const { sources, missing } = matchHeadings(before.titles, after.titles);
  const columns = sources.flatMap((from, to) => (from === undefined ? [] : [{ from, to }]));
  const hasColumns = columns.length > 0;
  const contentOf = (row: Row, side: "from" | "to") =>
    JSON.stringify(hasColumns ? columns.map((column) => shownIn(row[column[side]])) : row.map(shownIn));

  const unchanged = Map.groupBy(after.rows, (row) => contentOf(row, "to"));
  const gone = before.rows.filter((row) => unchanged.get(contentOf(row, "from"))?.pop() === undefined);
  const fresh = [...unchanged.values()].flat();
  const isFresh = new Set(fresh);

  const address = columns.find(({ to }) => ADDRESS.test(toKey(after.titles[to] ?? "")));
  const whose = (row: Row, side: "from" | "to") =>
    address ? shownIn(row[address[side]]).trim().toLowerCase() : "";
  const waiting = Map.groupBy(fresh, (row) => whose(row, "to"));
  const pairs = gone.map((row) => {
    const who = whose(row, "from");
    return { row, who, now: who === "" ? undefined : waiting.get(who)?.shift() };
  });
  const paired = new Set(pairs.map(({ now }) => now));
  return {
    removed: pairs.flatMap(({ row, now }) => (now ? [] : [row])),
    added: after.rows.filter((row) => isFresh.has(row) && !paired.has(row)),
    changed: pairs.flatMap(({ row, who, now }) =>
      now
        ? [
            {
              who,
              cells: columns.flatMap(({ from, to }) => {
                const [old, current] = [shownIn(row[from]), shownIn(now[to])];
                return old === current
                  ? []
                  : [{ title: after.titles[to] ?? "", before: old, after: current }];
              }),
            },
          ]
        : [],
    ),
    lostTitles: missing.map((column) => before.titles[column] ?? ""),
    newTitles: after.titles.filter((title, column) => toKey(title) !== "" && sources[column] === undefined),
  };
}

const ADDRESS = /^(email|emailaddress|mail|emailadresse|username)$/;
