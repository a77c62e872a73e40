import { Failure } from "../../failure/failure.ts";
import type { KeystoneClient } from "./keystone-client.ts";

export interface Listed<Item> {
  readonly items: readonly Item[];
  /** True: the server stopped at its own limit (`list_limit` in keystone.conf) and has more. */
  readonly isCut: boolean;
}

interface Answer {
  readonly truncated?: boolean;
  readonly links?: { readonly next?: string | null };
  readonly [collection: string]: unknown;
}

/**
 * Reads a collection of the Identity API v3 to its end, also if the server divides it into pages. Only the query of a link to the
 * next page is used, so that our token goes to no other server.
 */
export async function listPages<Item>(
  keystone: KeystoneClient,
  collection: string,
  query: Readonly<Record<string, string>>,
  onProgress: (items: number) => void = () => undefined,
): Promise<Listed<Item>> {
  const items: Item[] = [];
  const asked = new Set<string>();
  let isCut = false;
  let search = `?${new URLSearchParams(query)}`;
  while (search !== "" && !asked.has(search)) {
    asked.add(search);
    const answer = await keystone.find<Answer>(`/${collection}${search}`);
    const page = answer?.[collection];
    if (!Array.isArray(page))
      throw new Failure(`Keystone has no list of ${collection.replaceAll("_", " ")}.`);
    items.push(...(page as Item[]));
    onProgress(page.length);
    const next = answer?.links?.next;
    isCut = answer?.truncated === true && !next;
    search = next && URL.canParse(next) ? new URL(next).search : "";
  }
  return { items, isCut };
}
