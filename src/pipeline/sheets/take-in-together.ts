import type { LimitFunction } from "p-limit";
import { isTransientDatabaseError } from "../../db/database-lost.ts";
import { ensureSheetViews, insertIntakeRows } from "../../db/intake-rows.ts";
import type { RowRead } from "../../intake/sheets/read-row.ts";
import { openAccounts } from "../intake/open-accounts.ts";
import { interpretRow } from "./interpret-row.ts";
import { placeOf } from "./sheet-setup.ts";
import type { Stamping } from "./stamp-rows.ts";
import { openingOf, type ReadingContext, recordOf } from "./take-in-row.ts";

/**
 * Does in one transaction what `takeInRow` does for each of these rows, as far as they ask for accounts for people who are new to acct.
 * Returns the rows that it has taken in. If one of them fails, it takes in none.
 */
export async function takeInTogether(
  stampings: readonly Stamping[],
  hashing: LimitFunction,
  context: ReadingContext,
): Promise<ReadonlySet<RowRead>> {
  const { setup, read, deps } = context;
  const place = placeOf(setup.source);
  try {
    const accounts = stampings.flatMap(({ row, stamp }) => {
      const interpreted = interpretRow(row, read, setup, deps.now());
      if (interpreted.kind === "problems" || !interpreted.account) return [];
      return [{ row, stamp, account: interpreted.account, opening: openingOf(row, context) }];
    });
    const opened = await openAccounts(accounts, {
      ...deps,
      hashing,
      async record(tx, taken) {
        await insertIntakeRows(
          tx,
          taken.map(({ row, stamp, request }) => ({
            ...recordOf(row, deps.dryRun ? null : stamp, context),
            state: "requested" as const,
            requestId: request.id,
          })),
        );
        const ids = taken.map(({ request }) => request.id);
        await ensureSheetViews(tx, ids, place, deps.now());
      },
    });
    return new Set(opened.map(({ row }) => row));
  } catch (error) {
    if (isTransientDatabaseError(error)) throw error;
    deps.log.warn(
      { err: error },
      "rows of a sheet could not be taken in together; they are taken in one by one",
    );
    return new Set();
  }
}
