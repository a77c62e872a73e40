import { and, eq, isNotNull, isNull } from "drizzle-orm";
import type { Db } from "./client.ts";
import { bounces } from "./tables/bounces.ts";
import { type Notification, notifications } from "./tables/notifications.ts";

/** Returns true for the first time that something comes back, and false ever after. */
export async function isFirstTime(
  db: Db,
  { key, notificationId }: { readonly key: string; readonly notificationId: number },
  now: Date,
): Promise<boolean> {
  const rows = await db
    .insert(bounces)
    .values({ key, notificationId, at: now })
    .onConflictDoNothing()
    .returning();
  return rows.length === 1;
}

export async function findNotificationById(db: Db, id: number): Promise<Notification | undefined> {
  if (!Number.isSafeInteger(id)) return undefined;
  const [row] = await db.select().from(notifications).where(eq(notifications.id, id));
  return row;
}

/** Finds a notification by the mark in its Message-ID. */
export async function findNotificationByMark(db: Db, mark: string): Promise<Notification | undefined> {
  const [row] = await db.select().from(notifications).where(eq(notifications.mark, mark));
  return row;
}

/** Locks a notification for the rest of the transaction. */
export async function lockNotification(tx: Db, id: number): Promise<Notification | undefined> {
  const [row] = await tx.select().from(notifications).where(eq(notifications.id, id)).for("update");
  return row;
}

/** Makes a notification that was sent one that was given up, so that it can be sent again. One that is due again stays due. */
export async function takeBackSent(tx: Db, id: number, problem: string): Promise<void> {
  await tx
    .update(notifications)
    .set({ sentAt: null, problem })
    .where(and(eq(notifications.id, id), isNotNull(notifications.sentAt), isNull(notifications.runAt)));
}
