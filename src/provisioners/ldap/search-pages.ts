import type { Client, SearchOptions } from "ldapts";
import { dnKey, isKeyBelow } from "./dn.ts";
import { BINARY_ATTRIBUTES, type RawEntry, toRawEntry } from "./raw-entry.ts";
import { hasResult, RESULT } from "./result-codes.ts";

export interface PagedSearch {
  readonly base: string;
  readonly filter: string;
  readonly attributes: readonly string[];
}

/** A page of entries, or why entries may be missing after the pages before it. */
export type Page =
  | { readonly entries: readonly RawEntry[] }
  | { readonly cut: "limit" | "referral" | "page" };

/** Below the limit of every common server, so that the control is never ignored. */
const PAGE_SIZE = 250;
/** Time limit, size limit, administrative limit (RFC 4511 §4.1.9). */
const LIMITS: readonly number[] = [3, 4, 11];

/**
 * Searches a subtree page by page (RFC 2696), so that only one page is in memory. An entry may come twice. Says "cut" if the
 * server limits what we see, refers us to another server, or ends with an empty page. Throws what ldapts throws otherwise.
 */
export async function* searchPages(client: Client, search: PagedSearch): AsyncGenerator<Page> {
  const first = yield* searchOnce(client, search, PAGE_SIZE);
  if (!first.endedEmpty) return;
  // ldapts stops at an empty page, whether or not the server has more. If the number of entries happened to fill the pages, the
  // last page has an entry with another page size.
  const second = yield* searchOnce(client, search, PAGE_SIZE - 1);
  if (second.endedEmpty) yield { cut: "page" };
}

async function* searchOnce(
  client: Client,
  { base, filter, attributes }: PagedSearch,
  pageSize: number,
): AsyncGenerator<Page, { endedEmpty: boolean }> {
  const options = { filter, attributes: [...attributes], explicitBufferAttributes: BINARY_ATTRIBUTES };
  let pages = 0;
  let endedEmpty = false;
  try {
    for await (const page of client.searchPaginated(base, { ...options, paged: { pageSize } })) {
      endedEmpty = pages++ > 0 && page.searchEntries.length === 0;
      if (page.searchEntries.length > 0) yield { entries: page.searchEntries.map(toRawEntry) };
      if (page.searchReferences.some(mayHaveEntries)) yield { cut: "referral" };
    }
  } catch (error) {
    if (hasResult(error, RESULT.referral)) yield { cut: "referral" };
    else if (!hasResult(error, ...LIMITS)) throw error;
    else {
      if (pages === 0) yield { entries: await searchToLimit(client, base, options) };
      yield { cut: "limit" };
    }
    return { endedEmpty: false };
  }
  return { endedEmpty };
}

/** Reads what a server shows that allows less than a page. With a limit of our own, ldapts returns the entries before the server's. */
async function searchToLimit(client: Client, base: string, options: SearchOptions): Promise<RawEntry[]> {
  try {
    const { searchEntries } = await client.search(base, { ...options, sizeLimit: PAGE_SIZE });
    return searchEntries.map(toRawEntry);
  } catch (error) {
    if (hasResult(error, ...LIMITS)) return [];
    throw error;
  }
}

/** Reads one entry; undefined if there is none, or if we may not see it. */
export async function readEntry(
  client: Client,
  dn: string,
  attributes: readonly string[],
): Promise<RawEntry | undefined> {
  try {
    const options = {
      scope: "base" as const,
      attributes: [...attributes],
      explicitBufferAttributes: BINARY_ATTRIBUTES,
    };
    const { searchEntries } = await client.search(dn, options);
    return searchEntries[0] && toRawEntry(searchEntries[0]);
  } catch (error) {
    // Besides "no such object", servers give various codes for a DN that they don't hold or can't parse.
    if (hasResult(error, ...UNREADABLE)) return undefined;
    throw error;
  }
}

/** Operations error (Active Directory, for a DN of another domain), referral, no such object, invalid DN, no access. */
const UNREADABLE: readonly number[] = [
  1,
  RESULT.referral,
  RESULT.noSuchObject,
  34,
  RESULT.insufficientAccessRights,
];

/** Active Directory refers to its own partitions behind every search from the root. They hold no people. */
export function mayHaveEntries(url: string): boolean {
  const dn = decodeURIComponent(/^ldaps?:\/\/[^/]*\/([^?]*)/i.exec(url)?.[1] ?? "");
  const first = dn.split(",")[0]?.toLowerCase() ?? "";
  return !["cn=configuration", "cn=schema", "dc=domaindnszones", "dc=forestdnszones"].includes(first);
}

/** Returns the DNs without those that are below another one, so that no entry is searched twice. */
export function outermost(dns: readonly string[]): string[] {
  const keys = dns.map(dnKey);
  return dns.filter((_, n) => {
    const key = keys[n] ?? "";
    return !keys.some((other, m) => (other === key ? m < n : isKeyBelow(key, other)));
  });
}
