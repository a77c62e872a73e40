import { and, asc, desc, eq, gt, gte, inArray, isNull, lt, ne, or, sql } from "drizzle-orm";
import type { Db } from "./client.ts";
import { isAny } from "./is-any.ts";
import { HANDS_OVER, type Kind, LAST_STAGE, OPEN_STATUSES, QUOTA_IN_FORCE, type StageName } from "./names.ts";
import { type Event, events } from "./tables/events.ts";
import { type GitLabAccount, type Request, requests } from "./tables/requests.ts";

export type NewRequest = Omit<
  typeof requests.$inferInsert,
  "status" | "stageSince" | "clockSince" | "createdAt" | "updatedAt"
>;

/** Creates a request. Returns undefined if this origin, or an open request of this person and kind, already exists. */
export async function insertRequest(db: Db, draft: NewRequest, now: Date): Promise<Request | undefined> {
  const [row] = await insertRequests(db, [draft], now);
  return row;
}

/** Creates requests. Leaves out those whose origin, or an open request of the same person and kind, already exists. */
export async function insertRequests(db: Db, drafts: readonly NewRequest[], now: Date): Promise<Request[]> {
  if (drafts.length === 0) return [];
  const begun = {
    status: "running",
    stageSince: now,
    clockSince: now,
    createdAt: now,
    updatedAt: now,
  } as const;
  return db
    .insert(requests)
    .values(drafts.map((draft) => ({ ...draft, ...begun })))
    .onConflictDoNothing()
    .returning();
}

export async function findRequest(db: Db, id: number): Promise<Request | undefined> {
  const [row] = await db.select().from(requests).where(eq(requests.id, id));
  return row;
}

/** Locks a request until the transaction ends, so that no one else can change it. */
export async function lockRequest(tx: Db, id: number): Promise<Request | undefined> {
  const [row] = await tx.select().from(requests).where(eq(requests.id, id)).for("update");
  return row;
}

/** Does the same, but throws immediately if it is already locked; see `isLocked`. */
export async function lockRequestNow(tx: Db, id: number): Promise<Request | undefined> {
  const [row] = await tx.select().from(requests).where(eq(requests.id, id)).for("update", { noWait: true });
  return row;
}

/** Locks this request and every open one that hands over the same account, always in the same order. Runs inside a transaction. */
export async function lockHandOvers(tx: Db, id: number, username: string): Promise<Request[]> {
  const handsOver = and(eq(requests.username, username), eq(requests.stage, HANDS_OVER), isOpen());
  return tx
    .select()
    .from(requests)
    .where(or(eq(requests.id, id), handsOver))
    .orderBy(asc(requests.id))
    .for("update");
}

export async function findByOrigin(db: Db, origin: string): Promise<Request | undefined> {
  const [row] = await db.select().from(requests).where(eq(requests.origin, origin));
  return row;
}

/** Lists the open requests of these kinds that come from one of these chat users or addresses. Addresses are in lower case. */
export async function listOpenOf(
  db: Db,
  { users, emails }: { readonly users: readonly string[]; readonly emails: readonly string[] },
  kinds: readonly Kind[],
): Promise<Request[]> {
  const isTheirs = or(
    inArray(requests.requesterUser, [...users]),
    inArray(sql`lower(${requests.email})`, [...emails]),
  );
  return db
    .select()
    .from(requests)
    .where(and(isTheirs, isOneOfKinds(kinds), isOpen()))
    .orderBy(asc(requests.id));
}

/** Lists the requests of this person that are of this kind, open and ended, newest first. */
export async function listByEmail(db: Db, kind: Kind, email: string): Promise<Request[]> {
  return db
    .select()
    .from(requests)
    .where(and(eq(requests.kind, kind), hasEmail(email)))
    .orderBy(desc(requests.id));
}

/** Finds out for which of these addresses there are requests of this kind, open or ended. All addresses are in lower case. */
export async function listAddressesWithRequests(
  db: Db,
  kind: Kind,
  addresses: readonly string[],
): Promise<ReadonlySet<string>> {
  const address = sql<string>`lower(${requests.email})`;
  const rows = await db
    .select({ address })
    .from(requests)
    .where(and(eq(requests.kind, kind), sql`${address} = ${isAny(addresses)}`));
  return new Set(rows.map((row) => row.address));
}

/** What an open request has to have in common with another one. What is left out may differ. */
export interface OpenRequestMatch {
  readonly email?: string;
  readonly project?: string;
  readonly username?: string;
  /** Leaves out the requests at this stage. */
  readonly notAt?: StageName;
}

/** Finds the open request of this kind that matches. */
export async function findOpenRequest(
  db: Db,
  kind: Kind,
  { email, project, username, notAt }: OpenRequestMatch,
): Promise<Request | undefined> {
  const [row] = await db
    .select()
    .from(requests)
    .where(
      and(
        eq(requests.kind, kind),
        email === undefined ? undefined : hasEmail(email),
        project === undefined ? undefined : eq(requests.project, project),
        username === undefined ? undefined : eq(requests.username, username),
        notAt === undefined ? undefined : ne(requests.stage, notAt),
        isOpen(),
      ),
    );
  return row;
}

/** Finds the open request of one of these kinds that has this username. */
export async function findOpenByUsername(
  db: Db,
  username: string,
  kinds: readonly Kind[],
): Promise<Request | undefined> {
  const [row] = await db
    .select()
    .from(requests)
    .where(and(eq(requests.username, username), isOneOfKinds(kinds), isOpen()));
  return row;
}

/** Finds the ID of an older open request for a new project with the same name. */
export async function findEarlierNewProject(
  db: Db,
  { id, project }: Pick<Request, "id" | "project">,
): Promise<number | undefined> {
  const [row] = await db
    .select({ id: requests.id })
    .from(requests)
    .where(
      and(
        isOpen(),
        lt(requests.id, id),
        eq(requests.project, project ?? ""),
        sql`${requests.details} @> '{"newProject": true}'`,
      ),
    )
    .limit(1);
  return row?.id;
}

/** Finds another open request for a new project with the same name, the oldest first. */
export async function findOtherNewProject(
  db: Db,
  { id, project }: Pick<Request, "id" | "project">,
): Promise<number | undefined> {
  const isNew = sql`${requests.details} @> '{"newProject": true}'`;
  const [row] = await db
    .select({ id: requests.id })
    .from(requests)
    .where(and(isOpen(), ne(requests.id, id), eq(requests.project, project ?? ""), isNew))
    .orderBy(requests.id)
    .limit(1);
  return row?.id;
}

/** Tells whether an open request is for a new project with this name. */
export async function isAskedFor(db: Db, project: string): Promise<boolean> {
  const isNew = sql`${requests.details} @> '{"newProject": true}'`;
  return (await db.$count(requests, and(isOpen(), eq(requests.project, project), isNew))) > 0;
}

/** Lists other open requests of the same kind from the same chat user or with the same full name. */
export async function listSimilarOpen(db: Db, request: Request): Promise<Request[]> {
  const { id, requesterUser, givenName, familyName, kind } = request;
  return db
    .select()
    .from(requests)
    .where(
      and(
        isOpen(),
        ne(requests.id, id),
        eq(requests.kind, kind),
        or(
          requesterUser ? eq(requests.requesterUser, requesterUser) : undefined,
          and(
            eq(sql`lower(${requests.givenName})`, givenName.toLowerCase()),
            eq(sql`lower(${requests.familyName})`, familyName.toLowerCase()),
          ),
        ),
      ),
    )
    .orderBy(asc(requests.id));
}

/** Lists what someone with this address requested: what is open, and what has ended since then. Newest first. */
export async function listForRequester(
  db: Db,
  {
    email,
    kinds,
    since,
    limit,
  }: {
    readonly email: string;
    readonly kinds: readonly Kind[];
    readonly since: Date;
    readonly limit: number;
  },
): Promise<Request[]> {
  return db
    .select()
    .from(requests)
    .where(and(hasEmail(email), isOneOfKinds(kinds), or(isOpen(), gt(requests.updatedAt, since))))
    .orderBy(desc(requests.createdAt))
    .limit(limit);
}

export interface RequesterIdentity {
  readonly user: string;
  /** Their users in other chats. */
  readonly alsoUsers?: readonly string[];
  readonly email: string | undefined;
}

/** Lists the requests that this person submitted, open and ended, newest first. */
export async function listRequestedBy(db: Db, mine: RequesterIdentity, limit: number): Promise<Request[]> {
  return db.select().from(requests).where(isRequestedBy(mine)).orderBy(desc(requests.createdAt)).limit(limit);
}

/** Finds the open request of this kind that this person submitted. */
export async function findOpenRequestedBy(
  db: Db,
  kind: Kind,
  mine: RequesterIdentity,
): Promise<Request | undefined> {
  const [row] = await db
    .select()
    .from(requests)
    .where(and(eq(requests.kind, kind), isRequestedBy(mine), isOpen()))
    .orderBy(desc(requests.createdAt))
    .limit(1);
  return row;
}

export function isRequestedBy({ user, alsoUsers = [], email }: RequesterIdentity) {
  return sql`(${inArray(requests.requesterUser, [user, ...alsoUsers])} or (${requests.requesterUser} is null and lower(${requests.email}) = lower(${email ?? null})))`;
}

/** Counts this chat user's requests of these kinds since then. Their other transactions wait until this one ends. */
export async function countRequestedSince(
  tx: Db,
  user: string,
  since: Date,
  kinds: readonly Kind[],
): Promise<number> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`requested-by:${user}`}))`);
  return tx.$count(
    requests,
    and(eq(requests.requesterUser, user), isOneOfKinds(kinds), gt(requests.createdAt, since)),
  );
}

/** Counts the requests that this chat user has made for other people since then. Their other transactions wait until this one ends. */
export async function countRequestedForOthers(tx: Db, user: string, since: Date): Promise<number> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`requested-for-others:${user}`}))`);
  const isTheirs = sql`${requests.details} -> 'onBehalf' ->> 'by' = ${user}`;
  return tx.$count(requests, and(isTheirs, isOneOfKinds(["account"]), gt(requests.createdAt, since)));
}

/** Lists stuck requests, oldest first. */
export async function listStuck(db: Db): Promise<Request[]> {
  return db.select().from(requests).where(eq(requests.status, "stuck")).orderBy(asc(requests.id));
}

/** Lists the history of a request, oldest first. */
export async function listEvents(db: Db, requestId: number): Promise<Event[]> {
  const rows = await db.select().from(events).where(eq(events.requestId, requestId)).orderBy(asc(events.seq));
  return rows as Event[];
}

/** Lists other completed quota changes of the project: temporary ones in force, and permanent ones. Oldest first. */
export async function listOtherQuotas(
  db: Db,
  { id, kind, project }: Pick<Request, "id" | "kind" | "project">,
): Promise<Request[]> {
  const isMade = or(
    and(eq(requests.stage, QUOTA_IN_FORCE), isOpen()),
    and(eq(requests.stage, LAST_STAGE), or(isOpen(), eq(requests.status, "closed"))),
  );
  return db
    .select()
    .from(requests)
    .where(and(eq(requests.kind, kind), eq(requests.project, project ?? ""), ne(requests.id, id), isMade))
    .orderBy(asc(requests.id));
}

/** Finds the request whose quota change of the project is in progress. A temporary one in force has been made. */
export async function findOpenQuota(
  db: Db,
  { kind, project }: { readonly kind: Kind; readonly project: string },
): Promise<number | undefined> {
  const isInProgress = and(ne(requests.stage, QUOTA_IN_FORCE), isOpen());
  const [found] = await db
    .select({ id: requests.id })
    .from(requests)
    .where(and(eq(requests.kind, kind), eq(requests.project, project), isInProgress));
  return found?.id;
}

/** Finds when a person last acted on this request; events caused by acct don't count. */
export async function findLastActivity(db: Db, requestId: number): Promise<Date | undefined> {
  const [row] = await db
    .select({ at: events.at })
    .from(events)
    .where(and(eq(events.requestId, requestId), ne(events.actor, "acct")))
    .orderBy(desc(events.seq))
    .limit(1);
  return row?.at;
}

function isOpen() {
  return inArray(requests.status, [...OPEN_STATUSES]);
}

function hasEmail(email: string) {
  return eq(sql`lower(${requests.email})`, email.toLowerCase());
}

function isOneOfKinds(kinds: readonly Kind[]) {
  return inArray(requests.kind, [...kinds]);
}

/** Notes what acct is about to do to the account in GitLab, before it does it. Changes nothing if another process has the request by now. */
export async function noteInGitLabAccount(
  db: Db,
  { id, leaseToken, details }: Pick<Request, "id" | "leaseToken" | "details">,
  note: Partial<GitLabAccount>,
): Promise<void> {
  const gitlab = { ...details.gitlab, ...note };
  const isOurs = leaseToken === null ? isNull(requests.leaseToken) : eq(requests.leaseToken, leaseToken);
  await db
    .update(requests)
    .set({ details: sql`${requests.details} || ${JSON.stringify({ gitlab })}::jsonb` })
    .where(and(eq(requests.id, id), isOurs));
}

/** Lists the open requests of accounts in GitLab. */
export async function listOpenGitLabRequests(db: Db): Promise<Request[]> {
  return db
    .select()
    .from(requests)
    .where(and(sql`${requests.details} ? 'gitlab'`, isOpen()))
    .orderBy(asc(requests.id));
}

const PAGE = 500;

/** Lists the requests of these kinds that were made since then, in order, a page at a time. */
export async function* listRequestsSince(
  db: Db,
  since: Date,
  kinds: readonly Kind[],
): AsyncGenerator<Request[]> {
  for (let last = 0; kinds.length > 0; ) {
    const page = await db
      .select()
      .from(requests)
      .where(and(gt(requests.id, last), gte(requests.createdAt, since), inArray(requests.kind, [...kinds])))
      .orderBy(asc(requests.id))
      .limit(PAGE);
    if (page.length === 0) return;
    yield page;
    last = page.at(-1)?.id ?? last;
  }
}
