/** The values of `target_session_attrs` that acct accepts, because it always writes. */
const WRITABLE = new Set(["read-write", "primary"]);

const HOW = "must be a postgres:// URL of a server that accepts writes";
/** These characters end the part of a URL in which the password is (RFC 3986 §3.2). */
const ENCODED = "write / as %2F, ? as %3F, # as %23, @ as %40, and % as %25 in the password";

/**
 * Splits a DATABASE_URL into one URL per server, in order. Several hosts are written as for libpq:
 * `postgres://user:password@first:5432,second:5432/acct?target_session_attrs=read-write`. As for libpq, the host may be missing
 * or a parameter: `postgres://user@/acct?host=/run/postgresql` (PostgreSQL manual, 34.1.1.2).
 * Returns undefined if it is not a PostgreSQL URL, or if it asks for sessions that can't write.
 */
export function readDatabaseUrl(text: string): readonly string[] | undefined {
  const [, scheme, login = "", hosts = "", rest = ""] =
    /^(postgres(?:ql)?:\/\/)([^@/?#]*@)?([^/?#]*)(.*)$/.exec(text) ?? [];
  if (scheme === undefined) return undefined;
  // A URL with a user needs a host. The driver prefers the parameter.
  const urls = hosts.split(",").map((host) => `${scheme}${login}${host || (login && "localhost")}${rest}`);
  if (!urls.every((url) => URL.canParse(url))) return undefined;
  const wanted = new URL(urls[0] ?? "").searchParams.get("target_session_attrs");
  return wanted === null || WRITABLE.has(wanted) ? urls : undefined;
}

/** Says why a DATABASE_URL can't be used and what to do; undefined if it can. The text is never quoted, because it has a password. */
export function explainDatabaseUrl(text: string): string | undefined {
  const [, authority = "", rest = ""] = /^postgres(?:ql)?:\/\/([^/?#]*)(.*)$/.exec(text) ?? [];
  // A host and parameters have no @ of their own, except a user that is named as a parameter.
  const isCut =
    !authority.includes("@") && /^(\/[^?]*|[?#][^=]*|\?.*)@/.test(rest) && !/[?&]user=/.test(rest);
  if (isCut) return `seems to have a password with / ? or # in it: ${ENCODED}`;
  const [first] = readDatabaseUrl(text) ?? [];
  if (first === undefined) return HOW;
  if (hostOf(first).includes(","))
    return "must name several hosts before the database: first:5432,second:5432/acct";
  return undefined;
}

/** The host of one server's URL, or the folder of its socket. */
export function hostOf(url: string): string {
  const { hostname, searchParams } = new URL(url);
  return searchParams.get("host") ?? decodeURIComponent(hostname);
}

/** The role that a DATABASE_URL names, as the server knows it. */
export function roleOf(text: string): string {
  const { username, searchParams } = new URL(readDatabaseUrl(text)?.[0] ?? "postgres://");
  return searchParams.get("user") ?? decodeURIComponent(username);
}
