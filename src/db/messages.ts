import { and, asc, eq, isNotNull, isNull, sql } from "drizzle-orm";
import type { NewMessage } from "./change.ts";
import type { Db } from "./client.ts";
import { cards, type Message, messages } from "./schema.ts";

export type Delivery = Pick<Message, "sentAt" | "runAt" | "attempt" | "problem"> &
  Partial<Pick<Message, "data">>;

/** Something to be said besides a change of a request, or about none. Once for each key. */
export async function insertMessage(
  db: Db,
  message: NewMessage & { readonly requestId?: number },
  now: Date,
): Promise<void> {
  await db
    .insert(messages)
    .values({ ...message, createdAt: now, runAt: now })
    .onConflictDoNothing();
}

/** What became of a message. False: its lease is lost, and nothing has happened to it. */
export async function settleMessage(
  db: Db,
  { id, leaseToken }: Pick<Message, "id" | "leaseToken">,
  delivery: Delivery,
): Promise<boolean> {
  const rows = await db
    .update(messages)
    .set({ ...delivery, deaths: 0, leaseToken: null, leaseBy: null })
    .where(and(eq(messages.id, id), eq(messages.leaseToken, leaseToken ?? -1)))
    .returning({ id: messages.id });
  return rows.length === 1;
}

/** It has been taken, whoever holds the row by now: nobody needs to send it any more. */
export async function noteSent(
  db: Db,
  { id }: Pick<Message, "id">,
  now: Date,
  left: Partial<Pick<Message, "data">> = {},
): Promise<void> {
  await db
    .update(messages)
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
    .where(and(eq(messages.id, id), isNull(messages.sentAt)));
}

/** Where a message stands in the chat, kept with its data, and the deeds of the buttons that it has there. */
export interface PostedLetter {
  readonly posted: string;
  readonly deeds: string;
}

/** The messages about this request that stand in the chat with buttons, the oldest first. */
export async function listStanding(
  db: Db,
  requestId: number,
): Promise<(PostedLetter & Pick<Message, "id" | "letter" | "data">)[]> {
  const rows = await db
    .select({ id: messages.id, letter: messages.letter, data: messages.data })
    .from(messages)
    .where(and(eq(messages.requestId, requestId), sql`${messages.data} ->> 'deeds' <> ''`))
    .orderBy(asc(messages.id));
  return rows.map((row) => ({ ...row, posted: row.data.posted ?? "", deeds: row.data.deeds ?? "" }));
}

/** It has other buttons now, or none. */
export async function noteStanding(db: Db, id: number, standing: PostedLetter): Promise<void> {
  await db
    .update(messages)
    .set({ data: sql`${messages.data} || ${JSON.stringify(standing)}::jsonb` })
    .where(eq(messages.id, id));
}

/** The person cannot be reached in the chat: it goes by mail from now on. */
export async function passToMail(
  db: Db,
  { id, leaseToken }: Pick<Message, "id" | "leaseToken">,
  now: Date,
): Promise<void> {
  await db
    .update(messages)
    .set({ via: "mail", runAt: now, attempt: 0, deaths: 0, leaseToken: null, leaseBy: null })
    .where(and(eq(messages.id, id), eq(messages.leaseToken, leaseToken ?? -1)));
}

/** How many messages are still to be sent, and how many cards to be shown. */
export async function countUnsent(db: Db): Promise<{ readonly messages: number; readonly cards: number }> {
  return {
    messages: await db.$count(messages, isNotNull(messages.runAt)),
    cards: await db.$count(cards, isNotNull(cards.runAt)),
  };
}
