/** What the network says of a server that is not there yet: still starting, or on a machine that is. */
const NOBODY_THERE = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "EHOSTDOWN",
  "ENETUNREACH",
  "ENETDOWN",
  // The name server may come back later than we do.
  "ENOTFOUND",
  "EAI_AGAIN",
  // The socket's file of a server on this machine.
  "ENOENT",
]);

/** PostgreSQL's own codes (its manual, appendix A): starting, stopping, too many connections, a lost connection. */
const NOT_NOW = /^(08...|57P0[123]|53300)$/;
/** node-postgres has no code for these. */
const WITHOUT_CODE = /timeout|connection terminated/i;

/**
 * Whether an error means that the database is away and may come by itself. A refused password or a database that does
 * not exist stays so until somebody does something about it.
 */
export function isAway(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isAway);
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  if (typeof code === "string") return NOBODY_THERE.has(code) || NOT_NOW.test(code);
  return WITHOUT_CODE.test(error.message) || isAway(error.cause);
}
