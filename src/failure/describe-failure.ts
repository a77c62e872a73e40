import { randomBytes } from "node:crypto";
import { explainDatabaseError } from "./explain-database-error.ts";
import { Failure } from "./failure.ts";

/** Creates a reference to a cause in the log, short enough to be read out on the phone. */
export const newReference = () => randomBytes(3).toString("hex").toUpperCase();

/**
 * Describes a failure for admins in one sentence: our own, or the kind of database error. For anything else it gives only
 * the reference. It never contains a statement, a value or a line of code.
 */
export function describeFailure(error: unknown, reference: string): string {
  if (error instanceof Failure) return error.message;
  return databaseFailure(error) ?? `Unexpected error (reference ${reference})`;
}

/** Describes a failure for an operator at a terminal, who has no log to check: the message itself, but never a statement. */
export function describeForOperator(error: unknown): string {
  if (error instanceof Failure) return error.message;
  const disconnected = explainDatabaseError(error);
  if (disconnected !== undefined) return disconnected;
  // A refused connection to localhost is an AggregateError without a message.
  if (error instanceof AggregateError) return error.errors.map(describeForOperator).join("; ");
  return databaseFailure(error) ?? withoutStatement(error instanceof Error ? error.message : String(error));
}

/** Sentences for the PostgreSQL errors (manual, appendix A) that operators see. PostgreSQL's own messages quote values. */
const CONDITIONS: Readonly<Record<string, string>> = {
  "22001": "a value is too long",
  "23502": "a value is missing",
  "23503": "a referenced row is missing",
  "23505": "a value already exists",
  "23514": "a value is not allowed",
  "25006": "it is read-only",
  "40001": "a concurrent transaction conflicted",
  "40P01": "deadlock",
  "42501": "permission denied for our role",
  "42703": "a column is missing: run `npm run migrate`",
  "42P01": "a table is missing: run `npm run migrate`",
  "53100": "its disk is full",
  "53200": "it is out of memory",
  "53300": "it has too many connections",
  "55P03": "a row is locked",
  "57014": "the statement took too long",
  "57P01": "it is shutting down",
  "57P02": "it crashed",
  "57P03": "it is starting up",
};

/** Describes a database error with the names of constraint and table; undefined for other errors. */
export function databaseFailure(error: unknown): string | undefined {
  const refusal = refusalIn(error);
  if (refusal) {
    const { code, constraint, table } = refusal;
    const what = CONDITIONS[code] ?? "it rejected a statement";
    const where = [constraint && `constraint ${constraint}`, table && `table ${table}`].filter(Boolean);
    return `Database error: ${[what, ...where].join(", ")} (SQLSTATE ${code})`;
  }
  if (!(error instanceof Error) || !isFailedQuery(error)) return undefined;
  const { code } = (error.cause ?? {}) as { code?: unknown };
  return `Database error: ${typeof code === "string" ? code : "the connection was lost"}`;
}

/** Cuts a text before a statement, because drizzle's messages quote the statement with its values. */
export function withoutStatement(text: string): string {
  return text.replace(/(Failed query:)[\s\S]*/, "$1 (cut)");
}

const isFailedQuery = (error: Error) => error.message.startsWith("Failed query:");

interface Refusal {
  readonly code: string;
  readonly constraint?: string;
  readonly table?: string;
}

/** Finds PostgreSQL's error by its shape, because drizzle wraps it. */
function refusalIn(error: unknown): Refusal | undefined {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    const { code, severity } = at as { code?: unknown; severity?: unknown };
    if (typeof severity === "string" && typeof code === "string") return at as unknown as Refusal;
  }
  return undefined;
}
