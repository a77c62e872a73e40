import { databaseFailure, withoutStatement } from "./describe-failure.ts";

/** What the log keeps of an error besides its message: never `query`, `params`, `detail`, `where` or a mail's text. */
const KEPT = [
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
const DEEPEST = 5;

/** An error as the log has it: where it was thrown and why, and no value of a statement. */
export function errorForLog(error: unknown, depth = 0): object {
  if (!(error instanceof Error)) return { type: typeof error };
  const all = error as unknown as Readonly<Record<string, unknown>>;
  const kept = Object.fromEntries(
    KEPT.filter((name) => ["string", "number"].includes(typeof all[name])).map((name) => [name, all[name]]),
  );
  const { data, errors } = all as { data?: { error?: unknown }; errors?: unknown };
  return {
    type: error.name,
    message: databaseFailure(error) ?? withoutStatement(error.message),
    ...kept,
    ...(typeof data?.error === "string" ? { answer: data.error } : {}),
    // The first lines of a stack are the message once more.
    stack: (error.stack ?? "")
      .split("\n")
      .filter((line) => /^\s+at /.test(line))
      .join("\n"),
    ...(error.cause !== undefined && depth < DEEPEST ? { cause: errorForLog(error.cause, depth + 1) } : {}),
    ...(Array.isArray(errors) && depth < DEEPEST
      ? { errors: errors.map((each) => errorForLog(each, depth + 1)) }
      : {}),
  };
}
