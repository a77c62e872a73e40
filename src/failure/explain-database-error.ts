import { databaseCause, type Target } from "../db/database-lost.ts";
import { tlsTrouble } from "./explain-tls-error.ts";

/** Errors of connecting, by their codes: Node's, and PostgreSQL's (its manual, appendix A). */
const ADVICE: Readonly<Record<string, (of: Named) => string>> = {
  ECONNREFUSED: ({ at }) => `cannot connect to ${at} (connection refused). Is PostgreSQL running?`,
  ENOTFOUND: ({ host }) => `there is no machine ${host}: check the host's name`,
  EAI_AGAIN: ({ host }) => `the name ${host} cannot be looked up just now: check DNS`,
  ETIMEDOUT: ({ at }) => `${at} does not answer: check firewall and address`,
  EHOSTUNREACH: ({ at }) => `${at} cannot be reached: check network and firewall`,
  "3D000": ({ database }) => `the database ${database} does not exist. Create it: createdb ${database}`,
  "28P01": ({ user }) => `PostgreSQL does not take the password of ${user}`,
  "28000": ({ user }) => `PostgreSQL does not let ${user} in from here: check the role and pg_hba.conf`,
};

interface Named {
  readonly at: string;
  readonly host: string;
  readonly user: string;
  readonly database: string;
}

/**
 * Why there is no connection to the database, in words for an operator: "DATABASE_URL: …". Undefined: the error does not
 * come from the database, or is its answer to a statement.
 */
export function explainDatabaseError(error: unknown): string | undefined {
  const found = databaseCause(error);
  if (!found) return undefined;
  const { cause, target } = found;
  const code = codeOf(cause);
  const named = nameOf(target);
  const advice = isFromBelow(cause) ? ADVICE[code ?? ""] : undefined;
  if (advice) return `DATABASE_URL: ${advice(named)}`;
  if ("severity" in cause) return undefined;
  const trouble = tlsTrouble(code, "sslrootcert=… of the address");
  if (trouble) return `DATABASE_URL: ${named.at}: ${trouble}`;
  if (/client password must be a string|empty password/.test(cause.message)) {
    return "DATABASE_URL has no password, and PostgreSQL asks for one";
  }
  if (/does not support SSL/.test(cause.message)) {
    return `DATABASE_URL: ${named.at} does not speak TLS: switch it on there (ssl = on)`;
  }
  return `The database (DATABASE_URL) failed: ${cause.message}`;
}

/** Of the system or the server; what we say ourselves of several servers has a sentence, too. */
function isFromBelow(cause: Error): boolean {
  return cause instanceof AggregateError || "syscall" in cause || "severity" in cause;
}

/** A refused connection to a name of several addresses is an AggregateError without any words. */
function codeOf(cause: Error): string | undefined {
  const { code } = (cause instanceof AggregateError ? (cause.errors[0] ?? cause) : cause) as {
    code?: unknown;
  };
  return typeof code === "string" ? code : undefined;
}

function nameOf(target: Target | undefined): Named {
  const host = target?.host || "the server";
  return {
    host,
    at: target ? `${host}:${target.port}` : host,
    user: target?.user || "the role",
    database: target?.database || "acct",
  };
}
