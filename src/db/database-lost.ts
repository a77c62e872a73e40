/** SQLSTATEs of a server that is going down, is not up yet, has no room for us, or is (now) a standby (PostgreSQL, appendix A). */
const LOST_STATES = /^(08...|57P0[1-5]|25006|53300)$/;
/** Errors of the driver itself, which have no code. */
const LOST_WORDS =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|Cannot use a pool after calling end|timeout exceeded when trying to connect|Query read timeout)/;
const NETWORK = /^E(CONN|PIPE|HOST|NET|TIMEDOUT|AI_AGAIN)/;
/** A lock was not free in time, or two transactions waited for each other. */
const LOCKED_STATES = new Set(["55P03", "40P01"]);

const known = new WeakSet<Error>();

/** Where a connection led to, or should have. */
export interface Target {
  readonly host: string;
  readonly port: number;
  readonly user?: string | undefined;
  readonly database?: string | undefined;
}

const targets = new WeakMap<Error, Target | undefined>();

/** Remembers an error that came from a connection to the database, whatever it looks like, and returns it. */
export function toDatabaseLost<E>(error: E, target?: Target): E {
  if (error instanceof Error && !targets.has(error)) targets.set(error, target);
  if (error instanceof Error && codeOf(error) !== undefined && NETWORK.test(codeOf(error) ?? ""))
    known.add(error);
  if (error instanceof AggregateError) known.add(error);
  return error;
}

/**
 * Whether the database could not be reached, or not be written to, when this failed. Nothing is wrong with the work then:
 * the same goes through later, and it counts as no failure of it.
 */
export function isDatabaseLost(error: unknown): boolean {
  let ofDatabase = false;
  for (let each = error; each instanceof Error; each = each.cause) {
    const code = codeOf(each) ?? "";
    ofDatabase ||= each.name === "DrizzleQueryError" || each.message.startsWith("Failed query:");
    if (known.has(each) || LOST_STATES.test(code) || LOST_WORDS.test(each.message)) return true;
    if (ofDatabase && (NETWORK.test(code) || each instanceof AggregateError)) return true;
  }
  return false;
}

/** Whether somebody else held a row or table for longer than we wait. */
export function isLocked(error: unknown): boolean {
  for (let each = error; each instanceof Error; each = each.cause) {
    if (LOCKED_STATES.has(codeOf(each) ?? "")) return true;
  }
  return false;
}

/** Whether it was only the database that stood in the way: the same goes through later. */
export function isTransientDatabaseError(error: unknown): boolean {
  return isDatabaseLost(error) || isLocked(error);
}

/** What the driver or the server said, and where; undefined: the error does not come from the database. */
export function databaseCause(
  error: unknown,
): { readonly cause: Error; readonly target: Target | undefined } | undefined {
  if (!(error instanceof Error)) return undefined;
  const isWrapped = error.name === "DrizzleQueryError" || error.message.startsWith("Failed query:");
  const cause = isWrapped && error.cause instanceof Error ? error.cause : error;
  const isOurs = isWrapped || targets.has(cause) || "severity" in cause || LOST_WORDS.test(cause.message);
  return isOurs ? { cause, target: targets.get(cause) } : undefined;
}

function codeOf(error: Error): string | undefined {
  const { code } = error as { code?: unknown };
  return typeof code === "string" ? code : undefined;
}
