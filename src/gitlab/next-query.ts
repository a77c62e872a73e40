const MAX_LENGTH = 8000;

/**
 * Reads the query of the next page from a `Link` header (RFC 8288, GitLab, lib/gitlab/pagination/keyset/header_builder.rb). Only the
 * query counts: proxies write other hosts and schemes into it, and the token must never go there. Undefined: there is no next page.
 */
export function nextQuery(link: string | undefined): string | undefined {
  for (const part of (link ?? "").slice(0, MAX_LENGTH).split(/,\s*(?=<)/)) {
    const [, target = "", parameters = ""] = /^\s*<([^<>]{0,4000})>([^<>]{0,200})$/.exec(part) ?? [];
    if (!/;\s*rel="?next"?/i.test(parameters) || !URL.canParse(target, "http://gitlab.invalid")) continue;
    const { search } = new URL(target, "http://gitlab.invalid");
    if (search.length > 1) return search.slice(1);
  }
  return undefined;
}
