/** The values of `target_session_attrs` that acct accepts, because it always writes. */
const WRITABLE = new Set(["read-write", "primary"]);

/**
 * Splits a DATABASE_URL into one URL per server, in order. Several hosts are written as for libpq:
 * `postgres://user:password@first:5432,second:5432/acct?target_session_attrs=read-write`.
 * Returns undefined if it is not a PostgreSQL URL, or if it asks for sessions that can't write.
 */
export function readDatabaseUrl(text: string): readonly string[] | undefined {
  const [, scheme, login = "", hosts = "", rest = ""] =
    /^(postgres(?:ql)?:\/\/)([^@/?#]*@)?([^/?#]*)(.*)$/.exec(text) ?? [];
  if (scheme === undefined) return undefined;
  const urls = hosts.split(",").map((host) => `${scheme}${login}${host}${rest}`);
  if (!urls.every((url) => URL.canParse(url))) return undefined;
  const wanted = new URL(urls[0] ?? "").searchParams.get("target_session_attrs");
  return wanted === null || WRITABLE.has(wanted) ? urls : undefined;
}
