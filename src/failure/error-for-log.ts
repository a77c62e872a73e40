import { databaseFailure, withoutStatement } from "./describe-failure.ts";

/** The properties of an error that the log keeps: never `query`, `params`, `detail`, `where` or the text of an email. */
const LOGGED_PROPERTIES = [
  "code",
  "errno",
  "syscall",
  "address",
  "port",
  "status",
  "statusCode",
  "responseCode",
  "command",
  "severity",
  "constraint",
  "table",
  "column",
  "routine",
] as const;
const MAX_DEPTH = 5;

/** Converts an error for the log: where and why it was thrown, without values from statements. */
export function errorForLog(error: unknown, depth = 0): object {
  if (!(error instanceof Error)) return { type: typeof error };
  const all = error as unknown as Readonly<Record<string, unknown>>;
  const kept = Object.fromEntries(
    LOGGED_PROPERTIES.filter((name) => ["string", "number"].includes(typeof all[name])).map((name) => [
      name,
      all[name],
    ]),
  );
  const { data, errors } = all as { data?: { error?: unknown }; errors?: unknown };
  return {
    type: error.name,
    message: databaseFailure(error) ?? withoutStatement(error.message),
    ...kept,
    ...(typeof data?.error === "string" ? { answer: data.error } : {}),
    // The first lines of a stack repeat the message.
    stack: (error.stack ?? "")
      .split("\n")
      .filter((line) => /^\s+at /.test(line))
      .join("\n"),
    ...(error.cause !== undefined && depth < MAX_DEPTH ? { cause: errorForLog(error.cause, depth + 1) } : {}),
    ...(Array.isArray(errors) && depth < MAX_DEPTH
      ? { errors: errors.map((each) => errorForLog(each, depth + 1)) }
      : {}),
  };
}
