import { and, asc, eq, gte, inArray, isNotNull, isNull, lte, or, type SQL, sql } from "drizzle-orm";
import type { Db } from "./client.ts";
import { DECIDERS, type Decider, type TemplateName, type WaitsFor } from "./names.ts";
import { isRequestedBy, type RequesterIdentity } from "./requests.ts";
import { events } from "./tables/events.ts";
import { notifications } from "./tables/notifications.ts";
import { type Request, requests } from "./tables/requests.ts";

/** Lists requests that wait for this, oldest first. */
export async function listWaitingFor(db: Db, whom: WaitsFor): Promise<Request[]> {
  return db.select().from(requests).where(waitsFor(whom)).orderBy(asc(requests.createdAt), asc(requests.id));
}

/** Lists requests that wait for this decider, oldest first, except those that wait for the requester's reply. */
export async function listUndecided(db: Db, decider: Decider): Promise<Request[]> {
  return db
    .select()
    .from(requests)
    .where(and(waitsFor(decider), isNull(requests.question)))
    .orderBy(asc(requests.createdAt), asc(requests.id));
}

/** Lists requests that wait for a person's approval as the PI or a delegate, oldest first. `users` are theirs in all chats. */
export async function listWaitingForPi(db: Db, users: readonly string[]): Promise<Request[]> {
  return db
    .select()
    .from(requests)
    .where(
      and(
        waitsFor("pi"),
        or(
          inArray(requests.piUser, [...users]),
          ...users.map((user) => sql`${requests.delegates} @> ${JSON.stringify([{ user }])}::jsonb`),
        ),
      ),
    )
    .orderBy(asc(requests.createdAt), asc(requests.id));
}

/** Lists requests that ask a person about groups besides the project, oldest first. `users` are theirs in all chats. */
export async function listWaitingForGroupDecider(db: Db, users: readonly string[]): Promise<Request[]> {
  return db
    .select()
    .from(requests)
    .where(and(waitsFor("admin"), or(...users.map(isGroupDecider))))
    .orderBy(asc(requests.createdAt), asc(requests.id));
}

/** Whether this user decides about a group besides the project. */
export const isGroupDecider = (user: string): SQL =>
  sql`${requests.details} -> 'groupDeciders' @> ${JSON.stringify([{ user }])}::jsonb`;

export interface UnansweredRequest {
  readonly request: Request;
  /** Those who are asked were reminded this many times. */
  readonly reminders: number;
  /** They were last notified then. */
  readonly since: Date;
  /** True if the PI was asked by email, because the chat doesn't reach them. */
  readonly byMail: boolean;
}

/** Lists the chat users whose approval as a PI is needed. */
export async function listAskedPis(db: Db): Promise<string[]> {
  const rows = await db
    .selectDistinct({ user: requests.piUser })
    .from(requests)
    .where(and(waitsFor("pi"), isNotNull(requests.piUser)));
  return rows.flatMap(({ user }) => user ?? []);
}

/** Makes the requests that wait for this PI due. Returns how many. */
export async function wakeRequestsOfPi(db: Db, piUser: string, now: Date): Promise<number> {
  const woken = await db
    .update(requests)
    .set({ runAt: now })
    .where(and(waitsFor("pi"), eq(requests.piUser, piUser), isNull(requests.leaseToken)))
    .returning({ id: requests.id });
  return woken.length;
}

/** A group in acct.yml has to approve it. */
const NEEDS_GROUP = sql`exists (
  select from jsonb_array_elements(${requests.required}) one, jsonb_array_elements(one -> 'from') who
  where who ->> 'role' not in ('admin', 'pi'))`;

/**
 * Makes the requests due that wait for one of these people as the PI, in the chat or by email, or as someone who may decide for
 * the PI, and those that wait for a group, which may have no one left without them. Returns how many.
 */
export async function wakeRequestsDecidedBy(db: Db, keys: DeciderKeys, now: Date): Promise<number> {
  const woken = await db
    .update(requests)
    .set({ runAt: now })
    .where(
      and(
        eq(requests.status, "waiting"),
        or(waitsForOneOf(keys), and(inArray(requests.waitsFor, [...DECIDERS]), NEEDS_GROUP)),
        isNull(requests.leaseToken),
      ),
    )
    .returning({ id: requests.id });
  return woken.length;
}

/** Counts the requests that wait for one of these people as the PI, or as someone who may decide for the PI. */
export async function countRequestsDecidedBy(db: Db, keys: DeciderKeys): Promise<number> {
  return db.$count(requests, waitsForOneOf(keys));
}

/** The chat users of people who decide, and their addresses in lower case. */
interface DeciderKeys {
  readonly users: readonly string[];
  readonly emails: readonly string[];
}

const waitsForOneOf = ({ users, emails }: DeciderKeys) =>
  and(
    waitsFor("pi"),
    or(
      inArray(requests.piUser, [...users]),
      inArray(sql`lower(${requests.piEmail})`, [...emails]),
      ...users.map((user) => sql`${requests.delegates} @> ${JSON.stringify([{ user }])}::jsonb`),
    ),
  );

/** Makes the requests that wait for the end of a dry run due. Returns how many. */
export async function wakeAfterDryRun(db: Db, now: Date): Promise<number> {
  const woken = await db
    .update(requests)
    .set({ runAt: now })
    .where(and(waitsFor("dry-run"), isNull(requests.leaseToken)))
    .returning({ id: requests.id });
  return woken.length;
}

/** Lists requests that wait for PIs who were asked, in the chat or by email, and can still be reminded, oldest first. */
export async function listUnanswered(db: Db): Promise<UnansweredRequest[]> {
  const wasAsked = or(isNotNull(requests.piUser), wasAskedByMail());
  return listReminded(db, and(waitsFor("pi"), wasAsked, isNull(requests.escalatedAt)));
}

/** Lists requests that wait for admins and also for groups in acct.yml, oldest first. */
export async function listUndecidedByGroups(db: Db): Promise<UnansweredRequest[]> {
  return listReminded(db, and(waitsFor("admin"), NEEDS_GROUP));
}

/** Lists requests whose requester hasn't signed yet, oldest first. */
export async function listUnsignedRequests(db: Db): Promise<UnansweredRequest[]> {
  return listReminded(db, waitsFor("signature"));
}

async function listReminded(db: Db, condition: SQL | undefined): Promise<UnansweredRequest[]> {
  const reminders = sql<number>`count(*) filter (where ${events.kind} = 'reminded')`.mapWith(Number);
  const since = sql<Date>`max(${events.at})`.mapWith(events.at);
  return db
    .select({ request: requests, reminders, since, byMail: wasAskedByMail() })
    .from(requests)
    .innerJoin(
      events,
      and(
        eq(events.requestId, requests.id),
        gte(events.at, requests.stageSince),
        inArray(events.kind, ["waiting", "reminded", "answered"]),
      ),
    )
    .where(and(condition, isNull(requests.question)))
    .groupBy(requests.id)
    .orderBy(asc(requests.id));
}

export interface UnrepliedQuestion {
  readonly request: Request;
  /** The requester was reminded of the question this many times. */
  readonly reminders: number;
  /** The requester was last told of it then. */
  readonly since: Date;
}

/** Lists requests whose requester has not replied to a question yet, oldest first. */
export async function listUnrepliedQuestions(db: Db): Promise<UnrepliedQuestion[]> {
  const askedAt = sql`(${requests.question} ->> 'at')::timestamptz`;
  const reminders = sql<number>`count(*) filter (where ${events.kind} = 'reminded')`.mapWith(Number);
  const since = sql<Date>`max(${events.at})`.mapWith(events.at);
  return db
    .select({ request: requests, reminders, since })
    .from(requests)
    .innerJoin(
      events,
      and(
        eq(events.requestId, requests.id),
        gte(events.at, askedAt),
        inArray(events.kind, ["asked", "reminded"]),
      ),
    )
    .where(and(eq(requests.status, "waiting"), isNotNull(requests.question)))
    .groupBy(requests.id)
    .orderBy(asc(requests.id));
}

/** Lists the open questions to this person, oldest first. */
export async function listOpenQuestions(db: Db, person: RequesterIdentity): Promise<Pick<Request, "id">[]> {
  return db
    .select({ id: requests.id })
    .from(requests)
    .where(and(eq(requests.status, "waiting"), isNotNull(requests.question), isRequestedBy(person)))
    .orderBy(asc(requests.id));
}

/** Lists requests without a decision since then, oldest first. Quarantined requests wait for a decision, too. */
export async function listUndecidedSince(db: Db, since: Date): Promise<Request[]> {
  return db
    .select()
    .from(requests)
    .where(
      and(
        inArray(requests.status, ["waiting", "quarantined"]),
        or(inArray(requests.waitsFor, [...DECIDERS]), eq(requests.status, "quarantined")),
        isNull(requests.question),
        lte(requests.clockSince, since),
      ),
    )
    .orderBy(asc(requests.id));
}

/** Lists requests whose address no one has confirmed since then, oldest first. */
export async function listUnconfirmedSince(db: Db, since: Date): Promise<Request[]> {
  return db
    .select()
    .from(requests)
    .where(and(or(waitsFor("address"), waitsFor("confirmation")), lte(requests.clockSince, since)))
    .orderBy(asc(requests.id));
}

/** Returns when the deciders of each request were first notified since then; requests without such an event are missing. */
export async function listFirstNotified(
  db: Db,
  waiting: readonly Pick<Request, "id" | "stageSince">[],
  since: Date,
): Promise<Map<number, Date>> {
  const firstAt = sql<Date>`min(${events.at})`.mapWith(events.at);
  const told = await db
    .select({ id: events.requestId, firstAt })
    .from(events)
    .where(
      and(
        inArray(
          events.requestId,
          waiting.map(({ id }) => id),
        ),
        gte(events.at, since),
        inArray(events.kind, ["reminded", "escalated", "reassigned"]),
      ),
    )
    .groupBy(events.requestId);
  const begun = waiting.filter(({ stageSince }) => stageSince >= since);
  return new Map([
    ...told.flatMap(({ id, firstAt: at }) => (id === null ? [] : [[id, at] as const])),
    ...begun.map(({ id, stageSince }) => [id, stageSince] as const),
  ]);
}

function waitsFor(whom: WaitsFor) {
  // The status is redundant, but it lets PostgreSQL use the index of open requests.
  return and(eq(requests.status, "waiting"), eq(requests.waitsFor, whom));
}

function wasAskedByMail() {
  return sql<boolean>`exists (select from ${notifications} where ${notifications.requestId} = ${requests.id} and ${notifications.template} = ${"pi-approval" satisfies TemplateName} and ${notifications.key} not like '%:group:%')`;
}

/** Lists why no one can decide requests that wait for a decision, as sentences, for the oldest five. */
export async function listUndecidable(db: Db): Promise<string[]> {
  const rows = await db
    .select({ why: sql<string>`${requests.details} ->> 'undecidable'` })
    .from(requests)
    .where(
      and(
        inArray(requests.waitsFor, [...DECIDERS]),
        eq(requests.status, "waiting"),
        sql`${requests.details} ->> 'undecidable' is not null`,
      ),
    )
    .orderBy(asc(requests.id))
    .limit(5);
  return rows.map(({ why }) => why);
}

/** Counts the requests that are stuck for the cause that this notification told the admins about. */
export async function countStuckInThread(db: Db, thread: string): Promise<number> {
  return db.$count(
    requests,
    and(eq(requests.status, "stuck"), sql`${requests.details} ->> 'stuckThread' = ${thread}`),
  );
}

/** Makes the requests due that wait for an approval about a project, because others may lead or manage it now. Returns how many. */
export async function wakeUndecidedIn(db: Db, project: string, now: Date): Promise<number> {
  const woken = await db
    .update(requests)
    .set({ runAt: now })
    .where(
      and(or(waitsFor("admin"), waitsFor("pi")), eq(requests.project, project), isNull(requests.leaseToken)),
    )
    .returning({ id: requests.id });
  return woken.length;
}

/** Makes the requests with this address due that wait for an admin, because one may have approved it ahead. Returns how many. */
export async function wakeUndecidedOf(db: Db, email: string, now: Date): Promise<number> {
  const woken = await db
    .update(requests)
    .set({ runAt: now })
    .where(
      and(
        waitsFor("admin"),
        eq(sql`lower(${requests.email})`, email.toLowerCase()),
        isNull(requests.leaseToken),
      ),
    )
    .returning({ id: requests.id });
  return woken.length;
}

/** Makes all requests due that wait for an approval, because it may no longer be people who decide. Returns how many. */
export async function wakeUndecided(db: Db, now: Date): Promise<number> {
  const woken = await db
    .update(requests)
    .set({ runAt: now })
    .where(and(or(waitsFor("admin"), waitsFor("pi")), isNull(requests.leaseToken)))
    .returning({ id: requests.id });
  return woken.length;
}
