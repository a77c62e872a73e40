import { and, asc, eq, isNotNull, isNull, sql } from "drizzle-orm";
import type { NewNotification } from "./change.ts";
import type { Db } from "./client.ts";
import { type Notification, notifications, views } from "./schema.ts";

export type DeliveryResult = Pick<Notification, "sentAt" | "runAt" | "attempt" | "problem"> &
  Partial<Pick<Notification, "data">>;

/** Something to be said besides a change of a request, or about none. Once for each key. */
export async function insertNotification(
  db: Db,
  message: NewNotification & { readonly requestId?: number },
  now: Date,
): Promise<void> {
  await db
    .insert(notifications)
    .values({ ...message, createdAt: now, runAt: now })
    .onConflictDoNothing();
}

/** What became of a message. False: its lease is lost, and nothing has happened to it. */
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

/** It has been taken, whoever holds the row by now: nobody needs to send it any more. */
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

/** Where a message stands in the chat, kept with its data, and the actions of the buttons that it has there. */
export interface PostedNotification {
  readonly posted: string;
  readonly actions: string;
}

/** The messages about this request that stand in the chat with buttons, the oldest first. */
export async function listPosted(
  db: Db,
  requestId: number,
): Promise<(PostedNotification & Pick<Notification, "id" | "template" | "data">)[]> {
  const rows = await db
    .select({ id: notifications.id, template: notifications.template, data: notifications.data })
    .from(notifications)
    .where(and(eq(notifications.requestId, requestId), sql`${notifications.data} ->> 'actions' <> ''`))
    .orderBy(asc(notifications.id));
  return rows.map((row) => ({ ...row, posted: row.data.posted ?? "", actions: row.data.actions ?? "" }));
}

/** It has other buttons now, or none. */
export async function recordPosted(db: Db, id: number, standing: PostedNotification): Promise<void> {
  await db
    .update(notifications)
    .set({ data: sql`${notifications.data} || ${JSON.stringify(standing)}::jsonb` })
    .where(eq(notifications.id, id));
}

/** The person cannot be reached in the chat: it goes by mail from now on. */
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

/** How many messages are still to be sent, and how many cards to be shown. */
export async function countUnsent(db: Db): Promise<{ readonly messages: number; readonly cards: number }> {
  return {
    messages: await db.$count(notifications, isNotNull(notifications.runAt)),
    cards: await db.$count(views, isNotNull(views.runAt)),
  };
}
