import { sql } from "drizzle-orm";
import { bigint, customType, integer, timestamp } from "drizzle-orm/pg-core";

export const bytea = customType<{ data: Buffer }>({ dataType: () => "bytea" });

/** A point in time. The driver gives it as a `Date`. */
export const moment = () => timestamp({ withTimezone: true });

/** Returns the condition of a check constraint: the column has one of these stored names. */
export const isOneOf = (column: string, names: readonly string[]) =>
  sql.raw(`${column} in ('${names.join("', '")}')`);

/** The columns that let one process at a time work on a row. Taking a lease sets `runAt` to the end of the lease. */
export const lease = () => ({
  /** The work is due then. Null if there is none, or if the row waits for a person. */
  runAt: moment(),
  /** The work has failed this many times since the last progress. */
  attempt: integer().notNull().default(0),
  /** Processes have died this many times during the work since the last progress. */
  deaths: integer().notNull().default(0),
  /** The fencing token. A process with a different token has lost the row and changes nothing. */
  leaseToken: bigint({ mode: "number" }),
  /** The number of the process; see `process.ts`. */
  leaseBy: integer(),
});
