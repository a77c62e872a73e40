import { isTransientDatabaseError } from "../../db/database-lost.ts";
import { Failure } from "../../failure/failure.ts";
import type { RowRead } from "../../intake/sheets/read-row.ts";
import type { SheetDeps } from "./sheet-setup.ts";

/** One bad row never takes others with it. An outage of the database stops everything. */
export async function unlessOutage<T>(
  work: () => Promise<T>,
  { row }: RowRead,
  { log }: Pick<SheetDeps, "log">,
): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (isTransientDatabaseError(error)) throw error;
    const level = error instanceof Failure ? "warn" : "error";
    log[level]({ err: error, row }, "a row of a sheet could not be taken in; it will be tried again");
    return undefined;
  }
}
