/** Network errors of a server that is not up yet, or whose machine is still booting. */
const UNREACHABLE_CODES = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "EHOSTDOWN",
  "ENETUNREACH",
  "ENETDOWN",
  // The DNS server may start later than acct.
  "ENOTFOUND",
  "EAI_AGAIN",
  // The socket file of a server on this machine doesn't exist yet.
  "ENOENT",
]);

/** PostgreSQL's codes (manual, appendix A) for starting, stopping, too many connections, and a lost connection. */
const UNAVAILABLE_CODES = /^(08...|57P0[123]|53300)$/;
/** node-postgres has no codes for these errors. */
const WITHOUT_CODE = /timeout|connection terminated/i;

/**
 * Tells whether an error means that the database is down and may come back. A rejected password or a missing database stays so
 * until an operator fixes it.
 */
export function isAway(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isAway);
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  if (typeof code === "string") return UNREACHABLE_CODES.has(code) || UNAVAILABLE_CODES.test(code);
  return WITHOUT_CODE.test(error.message) || isAway(error.cause);
}
