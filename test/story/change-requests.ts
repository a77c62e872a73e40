import { expect } from "vitest";
import type { TestDatabase } from "../new-database.ts";

/**
 * Changes rows past acct and wakes the engine. Waits until there are such rows and the engine has let go of them: what
 * it holds it would write over again.
 */
export async function changeRequests(
  database: TestDatabase,
  { where, set }: { readonly where: string; readonly set: string },
  values: unknown[] = [],
): Promise<void> {
  // A request that waits for nothing does not say for what.
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
