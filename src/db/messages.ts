import { and, eq } from "drizzle-orm";
import type { NewMessage } from "./change.ts";
import type { Db } from "./client.ts";
import { type Message, messages } from "./schema.ts";

export type Delivery = Pick<Message, "sentAt" | "runAt" | "attempt" | "problem"> &
  Partial<Pick<Message, "data">>;

/** Something to be said that is about no single request. Once for each key. */
export async function insertMessage(db: Db, message: NewMessage, now: Date): Promise<void> {
  await db
    .insert(messages)
    .values({ ...message, requestId: null, createdAt: now, runAt: now })
    .onConflictDoNothing();
}

/** What became of a message. Nothing happens to one whose lease is lost. */
export async function settleMessage(
  db: Db,
  { id, leaseToken }: Pick<Message, "id" | "leaseToken">,
  delivery: Delivery,
): Promise<void> {
  await db
    .update(messages)
    .set({ ...delivery, leaseToken: null, leaseBy: null })
    .where(and(eq(messages.id, id), eq(messages.leaseToken, leaseToken ?? -1)));
}
