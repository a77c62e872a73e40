/** Values of `target_session_attrs` under which acct can work: it always writes. */
const WRITABLE = new Set(["read-write", "primary"]);

/**
 * The servers that a DATABASE_URL names, as one address each, in its order. Several hosts are written as libpq writes them:
 * `postgres://user:password@first:5432,second:5432/acct?target_session_attrs=read-write`.
 * Undefined: it is no PostgreSQL address, or asks for sessions that cannot write.
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
