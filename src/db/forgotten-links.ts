import { and, eq, gt, inArray, isNotNull, isNull, or, sql } from "drizzle-orm";
import type { Db } from "./client.ts";
import {
  accounts,
  type Message,
  messages,
  OPEN_STATUSES,
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
export async function dropLettersTo(db: Db, ids: readonly string[], problem: string): Promise<void> {
  if (ids.length === 0) return;
  await db
    .update(messages)
    .set({ runAt: null, leaseToken: null, leaseBy: null, problem })
    .where(
      and(
        isNotNull(messages.runAt),
        or(
          inArray(sql`${messages.data} ->> 'link'`, [...ids]),
          inArray(sql`${messages.data} ->> 'reset'`, [...ids]),
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
): Promise<Message | undefined> {
  const [row] = await db
    .select()
    .from(messages)
    .where(
      and(
        eq(messages.requestId, id),
        eq(messages.letter, "pi-question"),
        eq(messages.toEmail, piEmail ?? ""),
      ),
    );
  return row;
}

/** A letter about a request, outside of any change of it. Once for each key. */
export async function insertLetter(
  db: Db,
  letter: Pick<Message, "key" | "requestId" | "letter" | "via" | "toName" | "toEmail" | "toUser" | "data">,
  now: Date,
): Promise<void> {
  const { key, requestId, letter: name, via, toName, toEmail, toUser, data } = letter;
  await db
    .insert(messages)
    // One by one: whoever gives a message that was sent before means another one, with a mark of its own.
    .values({ key, requestId, letter: name, via, toName, toEmail, toUser, data, createdAt: now, runAt: now })
    .onConflictDoNothing();
}
