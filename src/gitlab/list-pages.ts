import { z } from "zod";
import type { GitLabHttp } from "./gitlab-http.ts";

/** The most that GitLab returns at once. */
export const PER_PAGE = 100;

/**
 * Lists a short list as a whole. A page may be shorter than asked for, because GitLab leaves out what acct may not see; so only an
 * empty page is the end.
 */
export async function listPages<T>(
  http: GitLabHttp,
  path: string,
  schema: z.ZodType<T>,
  query: Readonly<Record<string, string>> = {},
): Promise<T[]> {
  const found: T[] = [];
  for (let page = 1; ; page++) {
    const params = new URLSearchParams({ ...query, per_page: String(PER_PAGE), page: String(page) });
    const items = await http.get(`${path}?${params}`, z.array(schema));
    if (items.length === 0) return found;
    found.push(...items);
  }
}
