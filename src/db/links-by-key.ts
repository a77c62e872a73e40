import { and, eq, gt, inArray, isNotNull, isNull, or, sql } from "drizzle-orm";
import { accountColumns } from "./accounts.ts";
import type { Places } from "./change.ts";
import type { Db } from "./client.ts";
import { fanOut } from "./fan-out.ts";
import { OPEN_STATUSES } from "./names.ts";
import { accounts } from "./tables/accounts.ts";
import { type Notification, notifications } from "./tables/notifications.ts";
import { type PasswordLink, passwordLinks } from "./tables/password-links.ts";
import { passwordResets } from "./tables/password-resets.ts";
import { people } from "./tables/people.ts";
import { type Request, requests } from "./tables/requests.ts";

/** Lists links that can still be used, or whose new password has not reached every system yet. */
export async function listLiveLinks(db: Db, now: Date): Promise<PasswordLink[]> {
  const isOpen = and(isNull(passwordLinks.usedAt), gt(passwordLinks.expiresAt, now));
  return db
    .select()
    .from(passwordLinks)
    .where(or(isOpen, sql`cardinality(${passwordLinks.pending}) > 0`));
}

/** Invalidates a link and detaches it from its request, which can then get a new one. */
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

/** Lists password resets by email that have not been confirmed yet. */
export async function listLiveResets(db: Db, now: Date) {
  return db
    .select({ reset: passwordResets, account: accountColumns })
    .from(passwordResets)
    .innerJoin(accounts, eq(accounts.id, passwordResets.accountId))
    .innerJoin(people, eq(people.id, accounts.personId))
    .where(and(isNull(passwordResets.usedAt), gt(passwordResets.expiresAt, now)));
}

export async function closeReset(db: Db, id: string, now: Date): Promise<void> {
  await db.update(passwordResets).set({ expiresAt: now }).where(eq(passwordResets.id, id));
}

/** Cancels unsent notifications that contain one of these links or resets. */
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

/** Lists open requests created before this moment, because emails with links may have been sent for them. */
export async function listOpenSince(db: Db, before: Date): Promise<Request[]> {
  return db
    .select()
    .from(requests)
    .where(and(inArray(requests.status, [...OPEN_STATUSES]), sql`${requests.createdAt} < ${before}`));
}

/** Finds the email that asked the current PI to decide. */
export async function findPiApproval(
  db: Db,
  { id, piEmail }: Pick<Request, "id" | "piEmail">,
): Promise<Notification | undefined> {
  const [row] = await db
    .select()
    .from(notifications)
    .where(
      and(
        eq(notifications.requestId, id),
        eq(notifications.template, "pi-approval"),
        eq(notifications.toEmail, piEmail ?? ""),
      ),
    );
  return row;
}

/** Adds a notification about a request without a change of the request. Each key is used once. */
export async function insertNotificationFor(
  db: Db,
  notification: Pick<
    Notification,
    "key" | "requestId" | "template" | "via" | "toName" | "toEmail" | "data"
  > & { readonly toUser: Places | null },
  now: Date,
): Promise<void> {
  // The columns are listed explicitly: a copy of an earlier notification must get its own mark.
  const { key, requestId, template, via, toName, toEmail, toUser, data } = notification;
  const messages = fanOut({ key, template, via, toName, toEmail, toUser, data });
  await db
    .insert(notifications)
    .values(messages.map((one) => ({ ...one, requestId, createdAt: now, runAt: now })))
    .onConflictDoNothing();
}
