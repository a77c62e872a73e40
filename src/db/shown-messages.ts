import { and, eq, inArray, isNotNull, like, ne, or, sql } from "drizzle-orm";
import type { Db } from "./client.ts";
import { OPEN_STATUSES } from "./names.ts";
import { digests } from "./tables/digests.ts";
import { requests } from "./tables/requests.ts";
import { views } from "./tables/views.ts";

/** What a message of acct shows. Undefined if no card and no list is in this message. */
export async function findShownMessage(
  db: Db,
  message: string,
): Promise<{ readonly requestId: number | undefined } | undefined> {
  const [card] = await db
    .select({ requestId: views.requestId })
    .from(views)
    .where(eq(views.message, message))
    .limit(1);
  if (card) return card;
  const [digest] = await db
    .select({ id: digests.id })
    .from(digests)
    .where(eq(digests.message, message))
    .limit(1);
  return digest && { requestId: undefined };
}

/**
 * Makes a card or list due, because someone else has changed its message, which may have taken the buttons away. One that is being
 * shown right now isn't touched.
 */
export async function showMessageAgain(db: Db, message: string, now: Date): Promise<boolean> {
  const due = sql`least(coalesce(run_at, 'infinity'), ${now.toISOString()}::timestamptz)`;
  const cards = await db
    .update(views)
    .set({ runAt: due })
    .where(and(eq(views.message, message), sql`${views.leaseToken} is null`))
    .returning({ id: views.id });
  const lists = await db
    .update(digests)
    .set({ runAt: due, changed: true })
    .where(and(eq(digests.message, message), sql`${digests.leaseToken} is null`))
    .returning({ id: digests.id });
  return cards.length + lists.length > 0;
}

/** Lists the messages of a chat that have live buttons: the cards and lists of open requests. `chat` is what the references begin with. */
export async function listLiveMessages(db: Db, chat: string): Promise<string[]> {
  const open = inArray(requests.status, [...OPEN_STATUSES]);
  const cards = await db
    .select({ message: views.message })
    .from(views)
    .innerJoin(requests, eq(requests.id, views.requestId))
    .where(and(like(views.message, `${chat}%`), eq(views.collapsed, false), open));
  const lists = await db
    .selectDistinct({ message: digests.message })
    .from(digests)
    .leftJoin(views, eq(views.digestId, digests.id))
    .leftJoin(requests, eq(requests.id, views.requestId))
    .where(
      and(
        isNotNull(digests.message),
        like(digests.message, `${chat}%`),
        or(ne(digests.about, "requests"), open),
      ),
    );
  return [...cards, ...lists].flatMap(({ message }) => message ?? []);
}
