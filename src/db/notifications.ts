import { and, asc, desc, eq, gte, inArray, isNotNull, isNull, lt, ne, sql } from "drizzle-orm";
import type { NewNotification } from "./change.ts";
import { type Db, inTransaction } from "./client.ts";
import { fanOut } from "./fan-out.ts";
import type { TicketTemplate } from "./names.ts";
import { type Notification, notifications } from "./tables/notifications.ts";
import { views } from "./tables/views.ts";

export type DeliveryResult = Pick<Notification, "sentAt" | "runAt" | "attempt" | "problem"> &
  Partial<Pick<Notification, "data">>;

/** Adds a notification outside a change of a request, one for each of its places. Each key is used once. */
export async function insertNotification(
  db: Db,
  message: NewNotification & { readonly requestId?: number },
  now: Date,
): Promise<void> {
  await db
    .insert(notifications)
    .values(fanOut(message).map((one) => ({ ...one, createdAt: now, runAt: now })))
    .onConflictDoNothing();
}

const TICKET_OPENED = "ticket-opened" satisfies TicketTemplate;

/** Returns when the email that opens a ticket for a request was sent; null if it still has to be; undefined if there is none. */
export async function findTicketSentAt(db: Db, requestId: number): Promise<Date | null | undefined> {
  const [row] = await db
    .select({ sentAt: notifications.sentAt })
    .from(notifications)
    .where(and(eq(notifications.requestId, requestId), eq(notifications.template, TICKET_OPENED)))
    .orderBy(asc(notifications.id))
    .limit(1);
  return row?.sentAt;
}

/** Records the result of a delivery. Returns false and does nothing if the lease is lost. */
export async function recordDelivery(
  db: Db,
  { id, leaseToken }: Pick<Notification, "id" | "leaseToken">,
  result: DeliveryResult,
): Promise<boolean> {
  const rows = await db
    .update(notifications)
    .set({ ...result, deaths: 0, leaseToken: null, leaseBy: null })
    .where(and(eq(notifications.id, id), eq(notifications.leaseToken, leaseToken ?? -1)))
    .returning({ id: notifications.id });
  return rows.length === 1;
}

/** Records that a notification was sent, no matter which process holds the row now, so that no one sends it again. */
export async function recordSent(
  db: Db,
  { id }: Pick<Notification, "id">,
  now: Date,
  left: Partial<Pick<Notification, "data">> = {},
): Promise<void> {
  await db
    .update(notifications)
    .set({
      ...left,
      sentAt: now,
      runAt: null,
      attempt: 0,
      deaths: 0,
      problem: null,
      leaseToken: null,
      leaseBy: null,
    })
    .where(and(eq(notifications.id, id), isNull(notifications.sentAt)));
}

/**
 * Records that a notification is being sent at this moment, or that it certainly wasn't, for those that must not be sent twice.
 * Returns false if the lease is lost.
 */
export async function recordSending(
  db: Db,
  { id, leaseToken }: Pick<Notification, "id" | "leaseToken">,
  isSending: boolean,
): Promise<boolean> {
  const { data } = notifications;
  const rows = await db
    .update(notifications)
    .set({ data: isSending ? sql`${data} || '{"sending": "true"}'` : sql`${data} - 'sending'` })
    .where(and(eq(notifications.id, id), eq(notifications.leaseToken, leaseToken ?? -1)))
    .returning({ id: notifications.id });
  return rows.length === 1;
}

/** The place of a notification in the chat, the actions of its buttons, and its language. They are kept in its data. */
export interface PostedNotification {
  readonly language: string;
  readonly posted: string;
  readonly actions: string;
}

/** Lists the notifications about this request that have buttons in the chat, oldest first. */
export async function listPosted(
  db: Db,
  requestId: number,
): Promise<(PostedNotification & Pick<Notification, "id" | "template" | "data">)[]> {
  const rows = await db
    .select({ id: notifications.id, template: notifications.template, data: notifications.data })
    .from(notifications)
    .where(and(eq(notifications.requestId, requestId), sql`${notifications.data} ->> 'actions' <> ''`))
    .orderBy(asc(notifications.id));
  return rows.map((row) => ({
    ...row,
    posted: row.data.posted ?? "",
    actions: row.data.actions ?? "",
    language: row.data.language ?? "en",
  }));
}

/** Records the current buttons of a posted notification. */
export async function recordPosted(db: Db, id: number, standing: PostedNotification): Promise<void> {
  await db
    .update(notifications)
    .set({ data: sql`${notifications.data} || ${JSON.stringify(standing)}::jsonb` })
    .where(eq(notifications.id, id));
}

/** Makes sent messages that have buttons in the chat due again, because what they say has changed. */
export async function showSentAgain(db: Db, keys: readonly string[], now: Date): Promise<void> {
  if (keys.length === 0) return;
  await db
    .update(notifications)
    .set({ runAt: now, attempt: 0 })
    .where(
      and(
        inArray(notifications.key, [...keys]),
        isNotNull(notifications.sentAt),
        isNull(notifications.leaseToken),
        sql`${notifications.data} ->> 'actions' <> ''`,
      ),
    );
}

/** Records that a message that was sent before shows what it should, or when to try that again. */
export async function recordEdit(
  db: Db,
  { id, leaseToken }: Pick<Notification, "id" | "leaseToken">,
  result: Partial<Pick<Notification, "runAt" | "attempt" | "problem" | "data">>,
): Promise<void> {
  await db
    .update(notifications)
    .set({ runAt: null, problem: null, ...result, deaths: 0, leaseToken: null, leaseBy: null })
    .where(and(eq(notifications.id, id), eq(notifications.leaseToken, leaseToken ?? -1)));
}

/**
 * Takes over everything that is due in the thread of a leased reply, and returns the data of all, the reply's own first. Its row
 * keeps them, so that nothing is lost if it can't be posted now. Data that `isRepeated` is left out. Undefined if the lease is lost.
 */
export async function absorbReplies(
  db: Db,
  { id, leaseToken, thread, data }: Pick<Notification, "id" | "leaseToken" | "thread" | "data">,
  isRepeated: (data: Notification["data"]) => boolean,
  now: Date,
): Promise<Notification["data"][] | undefined> {
  const { id: ids, leaseToken: token } = notifications;
  return inTransaction(db, async (tx) => {
    const isOurs = and(eq(ids, id), eq(token, leaseToken ?? -1));
    const [own] = await tx.select({ id: ids }).from(notifications).where(isOurs).for("update");
    if (!own) return undefined;
    const taken = await tx
      .update(notifications)
      .set({ runAt: null, sentAt: now })
      .where(
        and(
          eq(notifications.thread, thread ?? ""),
          ne(ids, id),
          isNotNull(notifications.runAt),
          isNull(notifications.sentAt),
          isNull(token),
        ),
      )
      .returning({ id: ids, data: notifications.data });
    const others = taken.toSorted((a, b) => a.id - b.id).map((one) => one.data);
    const all = [data, ...others].filter((one) => !isRepeated(one));
    if (taken.length > 0 && all.length > 0) {
      const list = all.map((one) => one.list ?? "").join("\n");
      const isOver = all.some((one) => one.isOver === "true") ? { isOver: "true" } : {};
      await tx
        .update(notifications)
        .set({ data: { list, ...isOver } })
        .where(isOurs);
    }
    return all;
  });
}

/** Switches a notification to email, because the person can't be reached in the chat. */
export async function fallBackToEmail(
  db: Db,
  { id, leaseToken }: Pick<Notification, "id" | "leaseToken">,
  now: Date,
): Promise<void> {
  await db
    .update(notifications)
    .set({ via: "email", runAt: now, attempt: 0, deaths: 0, leaseToken: null, leaseBy: null })
    .where(and(eq(notifications.id, id), eq(notifications.leaseToken, leaseToken ?? -1)));
}

/** The address that the requester of the notification's request has now, if it went to the one they had before. */
const currentAddress = sql<string | null>`coalesce((
  select p.email from requests r
  join accounts a on a.username = r.username
  join people p on p.id = a.person_id
  join identities i on i.person_id = p.id and i.kind = 'email' and i.value = lower(r.email) and i.state = 'declined'
  where r.id = notifications.request_id and lower(r.email) = lower(notifications.to_email) and a.removed_at is null
), to_email)`;

/**
 * Makes the notifications about a request due that were given up, to the address that the requester has now. Returns how many
 * there are.
 */
export async function sendUndeliveredAgain(db: Db, requestId: number, now: Date): Promise<number> {
  const rows = await db
    .update(notifications)
    .set({
      runAt: now,
      createdAt: now,
      attempt: 0,
      deaths: 0,
      problem: null,
      toEmail: currentAddress,
      // Someone has looked, and wants it sent.
      data: sql`${notifications.data} - 'sending'`,
    })
    .where(
      and(eq(notifications.requestId, requestId), isNull(notifications.sentAt), isNull(notifications.runAt)),
    )
    .returning({ id: notifications.id });
  return rows.length;
}

/** A message about a request that was given up. */
export type UndeliveredMessage = Pick<Notification, "problem" | "toName" | "toEmail" | "toUser"> & {
  readonly requestId: number;
};

/** Lists the messages about requests that were created since then and have been given up, oldest first. */
export async function listUndelivered(db: Db, since: Date): Promise<UndeliveredMessage[]> {
  const { requestId, problem, toName, toEmail, toUser } = notifications;
  const rows = await db
    .select({ requestId, problem, toName, toEmail, toUser })
    .from(notifications)
    .where(
      and(
        isNotNull(notifications.requestId),
        isNull(notifications.sentAt),
        isNull(notifications.runAt),
        gte(notifications.createdAt, since),
      ),
    )
    .orderBy(asc(notifications.id));
  return rows.flatMap((row) => (row.requestId === null ? [] : [{ ...row, requestId: row.requestId }]));
}

/** Returns when the latest daily digest was created. Its keys end in dates, by which the index of the keys finds it. */
export async function findLastDigest(db: Db): Promise<Date | undefined> {
  const [row] = await db
    .select({ createdAt: notifications.createdAt })
    .from(notifications)
    .where(and(gte(notifications.key, "admin-digest:0"), lt(notifications.key, "admin-digest:9")))
    .orderBy(desc(notifications.key))
    .limit(1);
  return row?.createdAt;
}

export async function findNotificationByKey(db: Db, key: string): Promise<Notification | undefined> {
  const [row] = await db.select().from(notifications).where(eq(notifications.key, key));
  return row;
}

/** Counts notifications that have not been sent and cards that have not been shown. */
export async function countUnsent(db: Db): Promise<{ readonly messages: number; readonly cards: number }> {
  return {
    messages: await db.$count(notifications, isNotNull(notifications.runAt)),
    cards: await db.$count(views, isNotNull(views.runAt)),
  };
}
