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
  "42P01": () => "the tables in it are not of this release: run `npm run migrate`",
  "42501": ({ user }) => `${user} lacks a right in the database`,
};
const CERTIFICATE = /CERT|ISSUER|SIGNATURE|ALTNAME/;

interface Named {
  readonly at: string;
  readonly host: string;
  readonly user: string;
  readonly database: string;
}

/** Why the database cannot be used, in words for an operator: "DATABASE_URL: …". */
export function explainDatabaseError(error: unknown, url: string): string {
  const cause = innermost(error);
  const code = (cause as { code?: unknown }).code;
  const message = cause instanceof Error ? cause.message : String(cause);
  const advice = typeof code === "string" ? ADVICE[code] : undefined;
  if (advice) return `DATABASE_URL: ${advice(named(url))}`;
  if (typeof code === "string" && CERTIFICATE.test(code)) {
    return `DATABASE_URL: the certificate of ${named(url).at} is not trusted (${code}): put its CA into the system's store, or name its file by sslrootcert=… in the address`;
  }
  if (/client password must be a string|empty password/.test(message)) {
    return "DATABASE_URL has no password, and PostgreSQL asks for one";
  }
  if (/does not support SSL/.test(message)) {
    return `DATABASE_URL: ${named(url).at} does not speak TLS: switch it on there (ssl = on)`;
  }
  return `The database (DATABASE_URL) failed: ${message}`;
}

/** What the driver or the server says, without the statement. */
export function causeInDatabase(error: unknown): Error {
  const cause = innermost(error);
  return cause instanceof Error ? cause : new Error(String(cause));
}

/** Whether an error comes from asking the database. */
export function isDatabaseError(error: unknown): boolean {
  return (
    error instanceof Error &&
    (error.name === "DrizzleQueryError" || error.message.startsWith("Failed query:"))
  );
}

/** Drizzle wraps what the driver says, and a refused connection to localhost is an AggregateError without any words. */
function innermost(error: unknown): unknown {
  if (isDatabaseError(error)) return innermost((error as Error).cause);
  if (error instanceof AggregateError && error.errors.length > 0) return innermost(error.errors[0]);
  return error;
}

function named(url: string): Named {
  if (!URL.canParse(url)) return { at: "the server", host: "the server", user: "the role", database: "acct" };
  const { hostname, port, username, pathname } = new URL(url);
  const host = hostname === "" ? "localhost" : hostname;
  return {
    host,
    at: `${host}:${port || 5432}`,
    user: decodeURIComponent(username) || "the role",
    database: decodeURIComponent(pathname.slice(1)) || "acct",
  };
}
