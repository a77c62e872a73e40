import { and, asc, eq, lt, ne, type SQL, sql } from "drizzle-orm";
import type { Db } from "./client.ts";
import { isInChatOf } from "./is-in-chat-of.ts";
import { chatIdentity } from "./people.ts";
import { identities } from "./tables/identities.ts";

/** A user who was found by an address and hasn't shown who they are is remembered this long. */
export const FOUND_MS = 14 * 86_400_000;

const isPending = and(eq(identities.kind, "chat"), eq(identities.state, "pending"));

/** The end of the admin's proposal that the user still has to answer; null if an address is all that suggests the link. */
const proposedUntil = (now: Date): SQL<Date | null> =>
  sql`(select max(c.expires_at) from link_claims c
    where c.person_id = ${identities.personId} and c.chat_user = ${identities.value}
      and c.token_hash is null and c.used_at is null and c.expires_at > ${now})`.mapWith(
    identities.createdAt,
  );

/** Nobody has proposed the link. */
const isFound = (now: Date) => and(isPending, sql`${proposedUntil(now)} is null`);

/** Adds a link without rights that waits for the user's answer to an admin's proposal. */
export async function addPendingLink(tx: Db, personId: number, user: string, now: Date): Promise<void> {
  await tx
    .insert(identities)
    .values({ personId, ...chatIdentity(user), state: "pending", createdAt: now })
    .onConflictDoUpdate({
      target: [identities.personId, identities.kind, identities.value],
      set: { state: "pending", verifiedBy: null, verifiedAt: null, createdAt: now },
    });
}

/**
 * Records that a user's address in the chat is that of a person, which gives no rights. A user is found for one person at a time, so
 * that someone who enters one address after the other leaves only the last one. A link that exists already stays as it is.
 */
export async function addFoundLink(tx: Db, personId: number, user: string, now: Date): Promise<void> {
  await forgetFoundUser(tx, user, now);
  await tx
    .insert(identities)
    .values({ personId, ...chatIdentity(user), state: "pending", createdAt: now })
    .onConflictDoNothing();
}

/** Forgets for whom a user was found by an address. */
export async function forgetFoundUser(tx: Db, user: string, now: Date): Promise<void> {
  await tx.delete(identities).where(and(isFound(now), eq(identities.value, user)));
}

/** Forgets who else of the same chat was found by an address of this person. */
export async function forgetOtherFoundUsers(
  tx: Db,
  personId: number,
  user: string,
  now: Date,
): Promise<void> {
  await tx
    .delete(identities)
    .where(
      and(
        isFound(now),
        eq(identities.personId, personId),
        ne(identities.value, user),
        isInChatOf(identities.value, user),
      ),
    );
}

export interface PendingLink {
  readonly user: string;
  /** An admin has proposed it, and the user answers in the chat. Otherwise, the user's address is that of the person. */
  readonly isProposed: boolean;
  readonly until: Date;
}

/** Lists the users who might be a person, and who still have to show it. */
export async function listPendingLinks(db: Db, personId: number, now: Date): Promise<PendingLink[]> {
  const rows = await db
    .select({ user: identities.value, createdAt: identities.createdAt, proposedUntil: proposedUntil(now) })
    .from(identities)
    .where(and(isPending, eq(identities.personId, personId)))
    .orderBy(asc(identities.id));
  return rows.map(({ user, createdAt, proposedUntil: until }) => ({
    user,
    isProposed: until !== null,
    until: until ?? new Date(createdAt.getTime() + FOUND_MS),
  }));
}

/** Forgets the links that nobody has confirmed in time. Returns how many there were. */
export async function forgetUnconfirmedLinks(tx: Db, now: Date): Promise<number> {
  const rows = await tx
    .delete(identities)
    .where(and(isFound(now), lt(identities.createdAt, new Date(now.getTime() - FOUND_MS))))
    .returning({ id: identities.id });
  return rows.length;
}
