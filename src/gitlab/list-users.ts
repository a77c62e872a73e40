import { z } from "zod";
import { Failure } from "../failure/failure.ts";
import type { GitLabUser } from "./gitlab.ts";
import { isStatus } from "./gitlab-error.ts";
import type { GitLabHttp } from "./gitlab-http.ts";
import { PER_PAGE } from "./list-pages.ts";
import { nextQuery } from "./next-query.ts";
import { isHuman, toUser, type UserRecord, userRecord } from "./user-record.ts";

const NOT_ALLOWED = 405;
/** How often the list is read again if accounts are deleted while it is read. */
const MAX_READINGS = 6;

const QUERY = {
  order_by: "id",
  sort: "asc",
  per_page: String(PER_PAGE),
  exclude_internal: "true",
  without_project_bots: "true",
  humans: "true",
};
const page = z.array(userRecord);

/**
 * Lists all people in the order of their IDs (GitLab, doc/api/users.md). Keyset pages don't shift when accounts come and go. Servers
 * that don't have them answer 405; and behind a proxy that drops `Link`, only the first page would arrive.
 */
export async function* listUsers(http: GitLabHttp): AsyncGenerator<GitLabUser> {
  const seen = new Set<number>();
  const news = (records: readonly UserRecord[]) =>
    records.filter(({ id }) => {
      if (seen.has(id)) return false;
      seen.add(id);
      return true;
    });
  for await (const records of inPages(http)) {
    for (const record of news(records)) if (isHuman(record)) yield toUser(record);
  }
}

async function* inPages(http: GitLabHttp): AsyncGenerator<readonly UserRecord[]> {
  if ((yield* byKeyset(http)) === "complete") return;
  yield* byOffset(http);
}

async function* byKeyset(http: GitLabHttp): AsyncGenerator<readonly UserRecord[], "complete" | "incomplete"> {
  let query = String(new URLSearchParams({ ...QUERY, pagination: "keyset" }));
  for (let last = 0; ; ) {
    const { items, link } = await http.page(`users?${query}`, page).catch((error: unknown) => {
      if (isStatus(error, NOT_ALLOWED)) return { items: undefined, link: undefined };
      throw error;
    });
    if (!items) return "incomplete";
    yield items;
    const next = nextQuery(link);
    // A full first page without a link is the last one, or a proxy has dropped the link.
    if (next === undefined) return last > 0 || items.length < PER_PAGE ? "complete" : "incomplete";
    if (!isCursor(next)) return "incomplete";
    const end = Math.max(last, ...items.map(({ id }) => id));
    if (end <= last)
      throw new Failure(`GitLab (${http.url}) shows the same page of its users again and again`);
    [last, query] = [end, next];
  }
}

/** Whether the query leads to what comes after an account, and not to a numbered page. */
function isCursor(query: string): boolean {
  const params = new URLSearchParams(query);
  return params.has("cursor") || params.has("id_after");
}

/**
 * Where an account is deleted, all that follow move up, and the first one of the next page is missed. That can only have happened if
 * an ID of this reading is gone in the next one: so the list is read until nothing has gone.
 */
async function* byOffset(http: GitLabHttp): AsyncGenerator<readonly UserRecord[]> {
  let before: ReadonlySet<number> | undefined;
  for (let reading = 0; reading < MAX_READINGS; reading++) {
    const now = new Set<number>();
    for await (const items of readOnce(http)) {
      for (const { id } of items) now.add(id);
      yield items;
    }
    if (before && [...before].every((id) => now.has(id))) return;
    before = now;
  }
  throw new Failure(
    `GitLab (${http.url}) deleted accounts each time that acct read its users, so some may be missing`,
  );
}

async function* readOnce(http: GitLabHttp): AsyncGenerator<readonly UserRecord[]> {
  for (let number = 1; ; number++) {
    const query = new URLSearchParams({ ...QUERY, page: String(number) });
    const { items } = await http.page(`users?${query}`, page).catch((error: unknown) => {
      if (!isStatus(error, NOT_ALLOWED)) throw error;
      throw new Failure(
        `GitLab (${http.url}) has more users than it shows in numbered pages: make sure that the proxy in front of it passes on the header Link, or update GitLab`,
        { cause: error, lasts: true },
      );
    });
    if (items.length === 0) return;
    yield items;
  }
}
