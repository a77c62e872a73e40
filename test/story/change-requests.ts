import { expect } from "vitest";
import type { TestDatabase } from "../new-database.ts";

/**
 * Changes rows without acct and wakes the engine. Waits until such rows exist and the engine has released them, because the
 * engine would overwrite a row that it has leased.
 */
export async function changeRequests(
  database: TestDatabase,
  { where, set }: { readonly where: string; readonly set: string },
  values: unknown[] = [],
): Promise<void> {
  // `waits_for` is set only while a request waits.
  const ends = /status = '(?!waiting)/.test(set) ? ", waits_for = null" : "";
  await expect
    .poll(() =>
      database.query(
        `update requests set ${set}${ends} where (${where}) and lease_token is null
           and not exists (select from requests where (${where}) and lease_token is not null) returning id`,
        values,
      ),
    )
    .not.toEqual([]);
  await database.query("notify acct");
}
