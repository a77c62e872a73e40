import pLimit from "p-limit";
import type { RowRead } from "../../intake/sheets/read-row.ts";
import type { Stamping } from "./stamp-rows.ts";
import { type NewProblems, type ReadingContext, takeInRow } from "./take-in-row.ts";
import { takeInTogether } from "./take-in-together.ts";
import { unlessOutage } from "./unless-outage.ts";

/** PINs are hashed by this many threads (libuv). */
const AT_ONCE = 4;
/** The rows of a transaction share its commit and most of its statements. A process that should end waits for all of them. */
const ROWS_TOGETHER = 50;
/** While the rows of one transaction are written, the PINs of the next one are hashed. */
const TRANSACTIONS_AT_ONCE = 2;

/** Takes in the rows that acct doesn't know: many at a time where that is possible, and each of the others by itself. */
export async function takeInFresh(
  stampings: readonly Stamping[],
  context: ReadingContext,
): Promise<readonly NewProblems[]> {
  const { deps } = context;
  // The rows of one person follow one another, because a newer one replaces the answers of an older one.
  const people = [
    ...Map.groupBy(stampings, ({ row }) => (row.texts.email ?? "").trim().toLowerCase()).values(),
  ];
  const alone = people.flatMap((rows) => (rows.length === 1 ? rows : []));
  const hashing = pLimit(AT_ONCE);
  const taken = new Set<RowRead>();
  await inParallel(chunk(alone, ROWS_TOGETHER), TRANSACTIONS_AT_ONCE, deps, async (rows) => {
    for (const row of await takeInTogether(rows, hashing, context)) taken.add(row);
  });

  const found: NewProblems[] = [];
  const rest = people.filter(([first]) => first && !taken.has(first.row));
  await inParallel(rest, AT_ONCE, deps, async (rows) => {
    for (const { row, stamp } of rows) {
      const news = await unlessOutage(
        () => takeInRow(row, { stamp: deps.dryRun ? null : stamp }, context),
        row,
        deps,
      );
      if (news) found.push(news);
    }
  });
  return found.toSorted((a, b) => a.row.row - b.row.row);
}

/** Works on several items at a time. Begins no more after an error, and throws it when all that had begun has ended. */
async function inParallel<Item>(
  items: readonly Item[],
  atOnce: number,
  { isStopping }: Pick<ReadingContext["deps"], "isStopping">,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const left = [...items];
  const next = async () => {
    try {
      for (let item = left.shift(); item && !isStopping?.(); item = left.shift()) await work(item);
    } catch (error) {
      left.length = 0;
      throw error;
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: atOnce }, next));
  for (const end of ends) if (end.status === "rejected") throw end.reason;
}

function chunk<Item>(items: readonly Item[], size: number): Item[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, at) => items.slice(at * size, (at + 1) * size));
}
