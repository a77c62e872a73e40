import { z } from "zod";
import type { RtClient } from "./rt-client.ts";

/** The most that RT returns at once. */
const PER_PAGE = 100;

interface ListOptions<T> {
  /** The path of a search, without its query. */
  readonly path: string;
  /** The search for what has an ID above this one. */
  queryAfter(id: number): Readonly<Record<string, string>>;
  readonly schema: z.ZodType<T>;
  readonly afterId: number;
}

/**
 * Lists the results of a search in the order of their IDs. It always asks for the first page of what comes after the last ID, because
 * newer versions of RT may say nothing about the number of pages, and answer a page beyond the end with the last one. A page may be
 * shorter than asked for, because RT leaves out what acct may not see; so only an answer with nothing new is the end.
 */
export async function* listById<T extends { readonly id: number }>(
  client: RtClient,
  { path, queryAfter, schema, afterId }: ListOptions<T>,
): AsyncGenerator<T> {
  const page = z.looseObject({ items: z.array(schema) });
  let last = afterId;
  for (;;) {
    const query = new URLSearchParams({
      ...queryAfter(last),
      orderby: "id",
      order: "ASC",
      per_page: String(PER_PAGE),
    });
    const { items } = await client.get(`${path}?${query}`, page);
    const added = items.filter(({ id }) => id > last).sort((a, b) => a.id - b.id);
    if (added.length === 0) return;
    for (const item of added) {
      if (item.id === last) continue;
      last = item.id;
      yield item;
    }
  }
}
