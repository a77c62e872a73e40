import { type DatabaseServer, databaseCause } from "../db/database-lost.ts";
import { explainTlsError } from "./explain-tls-error.ts";

/** Advice for connection errors by code: Node's, and PostgreSQL's (manual, appendix A). */
const ADVICE: Readonly<Record<string, (of: Named) => string>> = {
  ECONNREFUSED: ({ at }) => `can't connect to ${at} (connection refused). Is PostgreSQL running?`,
  ENOTFOUND: ({ host }) => `unknown host ${host}: check the host name`,
  EAI_AGAIN: ({ host }) => `can't resolve ${host} right now: check DNS`,
  ETIMEDOUT: ({ at }) => `${at} doesn't respond: check the firewall and the address`,
  EHOSTUNREACH: ({ at }) => `${at} can't be reached: check the network and the firewall`,
  "3D000": ({ database }) => `the database ${database} does not exist. Create it: createdb ${database}`,
  "28P01": ({ user }) =>
    `PostgreSQL rejected the password of ${user}. If it contains % / ? # or @, write them as %25 %2F %3F %23 and %40`,
  "42501": ({ user, message }) => `${message}. docs/database-rights.md lists what the role ${user} needs`,
  "28000": ({ user }) =>
    `PostgreSQL doesn't allow ${user} to connect from here: check the role and pg_hba.conf`,
};

interface Named {
  readonly at: string;
  readonly host: string;
  readonly user: string;
  readonly database: string;
  readonly message: string;
}

/**
 * Explains to an operator why acct can't connect to the database: "DATABASE_URL: …". Returns undefined if the error doesn't
 * come from the database, or if it is the response to a statement.
 */
export function explainDatabaseError(error: unknown): string | undefined {
  const found = databaseCause(error);
  if (!found) return undefined;
  const { cause, target } = found;
  const code = readCode(cause);
  const named = { ...nameTarget(target), message: cause.message };
  const advice = isFromBelow(cause) ? ADVICE[code ?? ""] : undefined;
  if (advice) return `DATABASE_URL: ${advice(named)}`;
  if ("severity" in cause) return undefined;
  const problem = explainTlsError(code, "sslrootcert=… in DATABASE_URL");
  if (problem) return `DATABASE_URL: ${named.at}: ${problem}`;
  if (/client password must be a string|empty password/.test(cause.message)) {
    return "DATABASE_URL has no password, but PostgreSQL requires one";
  }
  if (/does not support SSL/.test(cause.message)) {
    return `DATABASE_URL: ${named.at} doesn't support TLS: turn it on there (ssl = on)`;
  }
  return `Database error (DATABASE_URL): ${cause.message}`;
}

/** Whether the error comes from the operating system or the server. Our own errors already have a sentence. */
function isFromBelow(cause: Error): boolean {
  return cause instanceof AggregateError || "syscall" in cause || "severity" in cause;
}

/** Returns the error code. A refused connection to a name with several addresses is an AggregateError without a code. */
function readCode(cause: Error): string | undefined {
  const { code } = (cause instanceof AggregateError ? (cause.errors[0] ?? cause) : cause) as {
    code?: unknown;
  };
  return typeof code === "string" ? code : undefined;
}

function nameTarget(target: DatabaseServer | undefined): Omit<Named, "message"> {
  const host = target?.host || "the server";
  return {
    host,
    at: target ? `${host}:${target.port}` : host,
    user: target?.user || "this role",
    database: target?.database || "acct",
  };
}
