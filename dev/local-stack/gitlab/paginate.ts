import { type ApiAnswer, badParameter, notAllowed } from "./api-answer.ts";

export interface Paging {
  /** "ignored": `pagination=keyset` changes nothing. */
  keyset: "supported" | "refused" | "ignored";
  /** The origin that `Link` has; undefined: a proxy drops the header. */
  link: string | undefined;
  offsetLimit: number;
}

const MAX_PER_PAGE = 100;
const DEFAULT_PER_PAGE = 20;

interface Listed {
  readonly path: string;
  readonly query: URLSearchParams;
  /** Whether this kind of list has keyset pages (lib/gitlab/pagination/cursor_based_keyset.rb). */
  readonly hasKeyset?: boolean;
}

/** Cuts a page out of a list (lib/api/helpers/pagination_strategies.rb). */
export function paginate<T extends { readonly id: number }>(
  paging: Paging,
  items: readonly T[],
  { path, query, hasKeyset = false }: Listed,
  show: (item: T) => unknown,
): ApiAnswer {
  const perPage = Math.min(readNumber(query, "per_page", DEFAULT_PER_PAGE), MAX_PER_PAGE);
  if (query.get("pagination") === "keyset" && paging.keyset !== "ignored") {
    if (!hasKeyset || paging.keyset === "refused")
      throw notAllowed("Keyset pagination is not yet available for this type of request");
    return byKeyset(paging, items, { path, query, perPage }, show);
  }
  const page = readNumber(query, "page", 1);
  if (hasKeyset && paging.offsetLimit > 0 && page * perPage > paging.offsetLimit)
    throw notAllowed(
      `Offset pagination has a maximum allowed offset of ${paging.offsetLimit} for requests that return objects of type User. Remaining records can be retrieved using keyset pagination.`,
    );
  const first = (page - 1) * perPage;
  const isLast = first + perPage >= items.length;
  // lib/gitlab/pagination/offset_header_builder.rb
  const link = [
    ...(isLast ? [] : [linkTo(paging, path, query, { page: String(page + 1) }, "next")]),
    linkTo(paging, path, query, { page: "1" }, "first"),
  ].join(", ");
  return {
    status: 200,
    body: items.slice(first, first + perPage).map(show),
    headers: paging.link === undefined ? {} : { link },
  };
}

/** lib/gitlab/pagination/keyset/cursor_pager.rb: the link is missing on the last page, and there is no other header. */
function byKeyset<T extends { readonly id: number }>(
  paging: Paging,
  items: readonly T[],
  { path, query, perPage }: { path: string; query: URLSearchParams; perPage: number },
  show: (item: T) => unknown,
): ApiAnswer {
  const cursor = query.get("cursor");
  const after = cursor === null ? 0 : Number(JSON.parse(Buffer.from(cursor, "base64url").toString()).id);
  const left = items.filter(({ id }) => id > after);
  const page = left.slice(0, perPage);
  const next = Buffer.from(JSON.stringify({ id: String(page.at(-1)?.id ?? 0), _kd: "n" })).toString(
    "base64url",
  );
  const hasNext = left.length > perPage && paging.link !== undefined;
  return {
    status: 200,
    body: page.map(show),
    headers: hasNext ? { link: linkTo(paging, path, query, { cursor: next }, "next") } : {},
  };
}

/** lib/gitlab/pagination/keyset/header_builder.rb */
function linkTo(
  { link }: Paging,
  path: string,
  query: URLSearchParams,
  change: Readonly<Record<string, string>>,
  rel: string,
): string {
  const params = new URLSearchParams({ ...Object.fromEntries(query), ...change });
  return `<${link}/api/v4${path}?${params}>; rel="${rel}"`;
}

function readNumber(query: URLSearchParams, name: string, byDefault: number): number {
  const text = query.get(name);
  if (text === null) return byDefault;
  if (!/^[1-9]\d*$/.test(text)) throw badParameter(`${name} does not have a valid value`);
  return Number(text);
}
