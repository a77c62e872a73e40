import { Failure } from "../failure/failure.ts";
import { checkRights } from "./check-rights.ts";
import type { Db } from "./client.ts";
import { explainTables } from "./migrate.ts";
import { findPlace, requireUnicode } from "./schema-place.ts";

/**
 * Throws with what to do if acct can't run on this database: its encoding lacks letters of names, its tables are of another
 * release, or the role lacks a right that acct needs.
 */
export async function requireTables(db: Db): Promise<void> {
  requireUnicode(await findPlace(db));
  const denial = await explainTables(db);
  if (denial) throw new Failure(denial);
  await checkRights(db);
}
