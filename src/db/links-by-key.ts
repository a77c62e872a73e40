import { and, eq, gt, inArray, isNotNull, isNull, or, sql } from "drizzle-orm";
import type { Db } from "./client.ts";
import { OPEN_STATUSES } from "./names.ts";
import {
  accounts,
  type Notification,
  notifications,
  type PasswordLink,
  passwordLinks,
  passwordResets,
  type Request,
  requests,
} from "./schema.ts";

/** Links that somebody may still use, or whose chosen password is still on its way. */
export async function listLiveLinks(db: Db, now: Date): Promise<PasswordLink[]> {
  const isOpen = and(isNull(passwordLinks.usedAt), gt(passwordLinks.expiresAt, now));
  return db
    .select()
    .from(passwordLinks)
    .where(or(isOpen, sql`cardinality(${passwordLinks.pending}) > 0`));
}

/** The link is worth nothing any more, and its request, if it has one, is free for another link. */
export async function closeLink(db: Db, id: string, now: Date): Promise<void> {
  await db
    .update(passwordLinks)
    .set({
      requestId: null,
      expiresAt: sql`least(${passwordLinks.expiresAt}, ${now})`,
      pinHash: null,
      sealedPassword: null,
      pending: [],
    })
    .where(eq(passwordLinks.id, id));
}

/** Questions by mail, whether somebody really wants a new password, that nobody has answered yet. */
export async function listLiveResets(db: Db, now: Date) {
  return db
    .select({ reset: passwordResets, account: accounts })
    .from(passwordResets)
    .innerJoin(accounts, eq(accounts.id, passwordResets.accountId))
    .where(and(isNull(passwordResets.usedAt), gt(passwordResets.expiresAt, now)));
}

export async function closeReset(db: Db, id: string, now: Date): Promise<void> {
  await db.update(passwordResets).set({ expiresAt: now }).where(eq(passwordResets.id, id));
}

/** Letters that would lead to one of these links or resets are not sent any more. */
export async function dropNotificationsTo(db: Db, ids: readonly string[], problem: string): Promise<void> {
  if (ids.length === 0) return;
  await db
    .update(notifications)
    .set({ runAt: null, leaseToken: null, leaseBy: null, problem })
    .where(
      and(
        isNotNull(notifications.runAt),
        or(
          inArray(sql`${notifications.data} ->> 'link'`, [...ids]),
          inArray(sql`${notifications.data} ->> 'reset'`, [...ids]),
        ),
      ),
    );
}

/** Open requests from before this moment: mails with links may be about. */
export async function listOpenSince(db: Db, before: Date): Promise<Request[]> {
  return db
    .select()
    .from(requests)
    .where(and(inArray(requests.status, [...OPEN_STATUSES]), sql`${requests.createdAt} < ${before}`));
}

/** The mail in which the PI that the request waits for was asked. */
export async function findQuestionTo(
  db: Db,
  { id, piEmail }: Pick<Request, "id" | "piEmail">,
): Promise<Notification | undefined> {
  const [row] = await db
    .select()
    .from(notifications)
    .where(
      and(
        eq(notifications.requestId, id),
        eq(notifications.template, "pi-question"),
        eq(notifications.toEmail, piEmail ?? ""),
      ),
    );
  return row;
}

/** A letter about a request, outside of any change of it. Once for each key. */
export async function insertNotificationFor(
  db: Db,
  notification: Pick<
    Notification,
    "key" | "requestId" | "template" | "via" | "toName" | "toEmail" | "toUser" | "data"
  >,
  now: Date,
): Promise<void> {
  const { key, requestId, template, via, toName, toEmail, toUser, data } = notification;
  await db
    .insert(notifications)
    // One by one: whoever gives a message that was sent before means another one, with a mark of its own.
    .values({ key, requestId, template, via, toName, toEmail, toUser, data, createdAt: now, runAt: now })
    .onConflictDoNothing();
}
