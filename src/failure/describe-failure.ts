import { randomBytes } from "node:crypto";
import { explainDatabaseError } from "./explain-database-error.ts";
import { Failure } from "./failure.ts";

/** Under which the log has the cause of something that failed: short enough to be read out. */
export const newReference = () => randomBytes(3).toString("hex").toUpperCase();

/**
 * What failed, in a sentence for those who run acct: ours, or what kind of refusal it was of the database; of anything
 * else the reference alone. Never a statement, a value or a line of code.
 */
export function describeFailure(error: unknown, reference: string): string {
  if (error instanceof Failure) return error.message;
  return databaseFailure(error) ?? `Something failed on our side (reference ${reference})`;
}

/** For an operator at the terminal, who has no log to look into: the message itself, but never a statement. */
export function describeForOperator(error: unknown): string {
  if (error instanceof Failure) return error.message;
  const disconnected = explainDatabaseError(error);
  if (disconnected !== undefined) return disconnected;
  // A refused connection to localhost is an AggregateError without any words of its own.
  if (error instanceof AggregateError) return error.errors.map(describeForOperator).join("; ");
  return databaseFailure(error) ?? withoutStatement(error instanceof Error ? error.message : String(error));
}

/** PostgreSQL's conditions (its manual, appendix A) that an operator meets. Its own messages quote values. */
const CONDITIONS: Readonly<Record<string, string>> = {
  "22001": "a value is too long",
  "23502": "a value is missing",
  "23503": "a row that is referred to is missing",
  "23505": "a value is there already",
  "23514": "a value is not allowed",
  "25006": "it is read-only",
  "40001": "another transaction was faster",
  "40P01": "two transactions waited for each other",
  "42501": "our role may not do this",
  "42703": "a column is missing: run `npm run migrate`",
  "42P01": "a table is missing: run `npm run migrate`",
  "53100": "its disk is full",
  "53200": "it is out of memory",
  "53300": "it has too many connections",
  "55P03": "a row is locked",
  "57014": "the statement took too long",
  "57P01": "it was shut down",
  "57P02": "it has crashed",
  "57P03": "it is starting",
};

/** The sentence about an error of the database, with the names of constraint and table; undefined: it is none. */
export function databaseFailure(error: unknown): string | undefined {
  const refusal = refusalIn(error);
  if (refusal) {
    const { code, constraint, table } = refusal;
    const what = CONDITIONS[code] ?? "it refused a statement";
    const where = [constraint && `constraint ${constraint}`, table && `table ${table}`].filter(Boolean);
    return `The database failed: ${[what, ...where].join(", ")} (SQLSTATE ${code})`;
  }
  if (!(error instanceof Error) || !isFailedQuery(error)) return undefined;
  const { code } = (error.cause ?? {}) as { code?: unknown };
  return `The database failed: ${typeof code === "string" ? code : "the connection was lost"}`;
}

/** The text up to where a statement begins: drizzle's messages quote all of it, with its values. */
export function withoutStatement(text: string): string {
  return text.replace(/(Failed query:)[\s\S]*/, "$1 (cut)");
}

const isFailedQuery = (error: Error) => error.message.startsWith("Failed query:");

interface Refusal {
  readonly code: string;
  readonly constraint?: string;
  readonly table?: string;
}

/** PostgreSQL's answer, as pg gives it: by its shape, because drizzle wraps it and the log has no database. */
function refusalIn(error: unknown): Refusal | undefined {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    const { code, severity } = at as { code?: unknown; severity?: unknown };
    if (typeof severity === "string" && typeof code === "string") return at as unknown as Refusal;
  }
  return undefined;
}
