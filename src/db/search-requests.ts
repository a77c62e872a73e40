import { and, asc, count, eq, gte, ilike, inArray, isNull, lte, or, sql } from "drizzle-orm";
import type { Db } from "./client.ts";
import { DECIDERS, OPEN_STATUSES, type Status } from "./names.ts";
import type { RequesterIdentity } from "./requests.ts";
import { notifications } from "./tables/notifications.ts";
import { type Request, requests } from "./tables/requests.ts";
import { isGroupDecider } from "./waiting-requests.ts";

/** An empty filter matches every open request. */
export interface RequestFilter {
  readonly status?: Status | "all";
  /** Finds only requests with an undelivered notification since then, in any status. */
  readonly undeliveredSince?: Date;
  /** Finds only requests that wait for a decision. */
  readonly undecided?: boolean;
  /** Part of the PI's name or address. */
  readonly pi?: string;
  /** The PI's user in the chat. */
  readonly piUser?: string;
  /** The requester's user in the chat. */
  readonly requesterUser?: string;
  /** Finds only requests that were created before then. */
  readonly before?: Date;
  /** Part of the name, address, project or username. */
  readonly text?: string;
  /** Finds only requests that this person submitted or decides. */
  readonly mine?: RequesterIdentity;
}

export interface SearchResult {
  readonly page: readonly Request[];
  readonly count: number;
}

/** Finds one page of the requests that match a filter, oldest first, and their total number. */
export async function searchRequests(
  db: Db,
  filter: RequestFilter,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): Promise<SearchResult> {
  const where = buildCondition(filter);
  const [page, [counted]] = await Promise.all([
    db
      .select()
      .from(requests)
      .where(where)
      .orderBy(asc(requests.createdAt), asc(requests.id))
      .offset(offset)
      .limit(limit),
    db.select({ count: count() }).from(requests).where(where),
  ]);
  return { page, count: counted?.count ?? 0 };
}

function buildCondition(filter: RequestFilter) {
  const { undeliveredSince, undecided, pi, piUser, requesterUser, before, text, mine } = filter;
  const like = (column: Parameters<typeof ilike>[0], part: string) =>
    ilike(column, `%${part.replace(/[\\%_]/g, "\\$&")}%`);
  const fullName = sql`trim(${requests.givenName} || ' ' || ${requests.familyName})`;
  return and(
    hasStatus(filter),
    undeliveredSince ? hasUndelivered(undeliveredSince) : undefined,
    undecided ? and(eq(requests.status, "waiting"), inArray(requests.waitsFor, [...DECIDERS])) : undefined,
    pi ? or(like(requests.piName, pi), like(requests.piEmail, pi)) : undefined,
    piUser ? eq(requests.piUser, piUser) : undefined,
    requesterUser ? eq(requests.requesterUser, requesterUser) : undefined,
    before ? lte(requests.createdAt, before) : undefined,
    text
      ? or(
          like(fullName, text),
          like(requests.email, text),
          like(requests.project, text),
          like(requests.username, text),
        )
      : undefined,
    mine ? isMine(mine) : undefined,
  );
}

function hasStatus({ status, undeliveredSince }: RequestFilter) {
  if (status === "all" || (status === undefined && undeliveredSince)) return undefined;
  return status ? eq(requests.status, status) : inArray(requests.status, [...OPEN_STATUSES]);
}

function hasUndelivered(since: Date) {
  return sql`exists (select from ${notifications} where ${and(
    eq(notifications.requestId, requests.id),
    isNull(notifications.sentAt),
    isNull(notifications.runAt),
    gte(notifications.createdAt, since),
  )})`;
}

function isMine({ user, alsoUsers = [], email }: RequesterIdentity) {
  const users = [user, ...alsoUsers];
  return or(
    inArray(requests.requesterUser, users),
    inArray(requests.piUser, users),
    ...users.map((each) => sql`${requests.delegates} @> ${JSON.stringify([{ user: each }])}::jsonb`),
    ...users.map(isGroupDecider),
    // A request from the chat belongs to that chat user, no matter who has its email address now.
    email
      ? and(isNull(requests.requesterUser), eq(sql`lower(${requests.email})`, email.toLowerCase()))
      : undefined,
  );
}
