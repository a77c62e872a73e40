/** SQLSTATEs of a server that is shutting down, not up yet, out of connections, or a standby (PostgreSQL, appendix A). */
const LOST_STATES = /^(08...|57P0[1-5]|25006|53300)$/;
/** Messages of the driver's own errors, which have no code. */
const LOST_WORDS =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|Cannot use a pool after calling end|timeout exceeded when trying to connect|Query read timeout)/;
const NETWORK = /^E(CONN|PIPE|HOST|NET|TIMEDOUT|AI_AGAIN)/;
/** SQLSTATEs of a lock timeout and a deadlock. */
const LOCKED_STATES = new Set(["55P03", "40P01"]);

const known = new WeakSet<Error>();

/** The server that a connection was for. */
export interface DatabaseServer {
  readonly host: string;
  readonly port: number;
  readonly user?: string | undefined;
  readonly database?: string | undefined;
}

const targets = new WeakMap<Error, DatabaseServer | undefined>();

/** Marks an error as coming from a database connection, no matter what it looks like, and returns it. */
export function toDatabaseLost<E>(error: E, target?: DatabaseServer): E {
  if (error instanceof Error && !targets.has(error)) targets.set(error, target);
  if (error instanceof Error && readCode(error) !== undefined && NETWORK.test(readCode(error) ?? ""))
    known.add(error);
  if (error instanceof AggregateError) known.add(error);
  return error;
}

/**
 * Tells whether the cause was that the database could not be reached or written to. The work itself is fine in that case: it
 * succeeds later, and this doesn't count as a failure.
 */
export function isDatabaseLost(error: unknown): boolean {
  let ofDatabase = false;
  for (let each = error; each instanceof Error; each = each.cause) {
    const code = readCode(each) ?? "";
    ofDatabase ||= each.name === "DrizzleQueryError" || each.message.startsWith("Failed query:");
    if (known.has(each) || LOST_STATES.test(code) || LOST_WORDS.test(each.message)) return true;
    if (ofDatabase && (NETWORK.test(code) || each instanceof AggregateError)) return true;
  }
  return false;
}

/** Tells whether someone else held a lock for longer than we wait. */
export function isLocked(error: unknown): boolean {
  for (let each = error; each instanceof Error; each = each.cause) {
    if (LOCKED_STATES.has(readCode(each) ?? "")) return true;
  }
  return false;
}

/** Names the unique index that a row would have violated. Undefined if the error is another one. */
export function violatedIndex(error: unknown): string | undefined {
  for (let each = error; each instanceof Error; each = each.cause) {
    if (readCode(each) === UNIQUE_VIOLATION && "constraint" in each) return String(each.constraint);
  }
  return undefined;
}

const UNIQUE_VIOLATION = "23505";

/** Tells whether the problem was temporary, so that the same work succeeds later. */
export function isTransientDatabaseError(error: unknown): boolean {
  return isDatabaseLost(error) || isLocked(error);
}

/** Returns the error of the driver or the server, and which server; undefined if it doesn't come from the database. */
export function databaseCause(
  error: unknown,
): { readonly cause: Error; readonly target: DatabaseServer | undefined } | undefined {
  if (!(error instanceof Error)) return undefined;
  const isWrapped = error.name === "DrizzleQueryError" || error.message.startsWith("Failed query:");
  const cause = isWrapped && error.cause instanceof Error ? error.cause : error;
  const isOurs = isWrapped || targets.has(cause) || "severity" in cause || LOST_WORDS.test(cause.message);
  return isOurs ? { cause, target: targets.get(cause) } : undefined;
}

function readCode(error: Error): string | undefined {
  const { code } = error as { code?: unknown };
  return typeof code === "string" ? code : undefined;
}
