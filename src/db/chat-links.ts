import { and, asc, desc, eq, inArray, isNotNull, ne, or, sql } from "drizzle-orm";
import type { Db } from "./client.ts";
import { isInChatOf } from "./is-in-chat-of.ts";
import { KNOWN_LINK_STATES, type LinkState, VALID_LINK_STATES, type Verification } from "./names.ts";
import { forgetFoundUser, forgetOtherFoundUsers } from "./pending-links.ts";
import { chatIdentity, emailIdentity } from "./people.ts";
import { type Identity, identities } from "./tables/identities.ts";

const isChat = eq(identities.kind, "chat");
const isKnown = inArray(identities.state, [...KNOWN_LINK_STATES]);
const inChatOf = (user: string) => isInChatOf(identities.value, user);

/** Lists the links of this user in the chat, in every state. At most one of them is known: `auto`, `active`, or `frozen`. */
export async function listLinksOf(db: Db, user: string): Promise<Identity[]> {
  return db
    .select()
    .from(identities)
    .where(and(isChat, eq(identities.value, user)))
    .orderBy(asc(identities.id));
}

/** Lists the known links of a person in the chat system of this user. */
export async function listKnownLinks(db: Db, personId: number, user: string): Promise<Identity[]> {
  return db
    .select()
    .from(identities)
    .where(and(isChat, isKnown, eq(identities.personId, personId), inChatOf(user)))
    .orderBy(asc(identities.id));
}

/** Lists the known links of a person in the chats of these channels, the one that they used last first. */
export async function listLinksInUse(
  db: Db,
  personId: number,
  channels: readonly string[],
): Promise<Identity[]> {
  return db
    .select()
    .from(identities)
    .where(and(isChat, isKnown, eq(identities.personId, personId), or(...channels.map(inChatOf))))
    .orderBy(sql`${identities.usedAt} desc nulls last`, asc(identities.id));
}

/**
 * Returns the chat user that a person used last, given any user of theirs. It is this user if acct knows no other, or if nothing
 * says which one they use.
 */
export async function findUserInUse(db: Db, user: string, channels: readonly string[]): Promise<string> {
  const { personId, value, state, usedAt } = identities;
  const own = db
    .select({ id: personId })
    .from(identities)
    .where(and(isChat, eq(value, user), inArray(state, [...VALID_LINK_STATES])));
  const [latest] = await db
    .select({ value })
    .from(identities)
    .where(
      and(
        isChat,
        inArray(state, [...VALID_LINK_STATES]),
        inArray(personId, own),
        isNotNull(usedAt),
        or(...channels.map(inChatOf)),
      ),
    )
    .orderBy(desc(usedAt))
    .limit(1);
  return latest?.value ?? user;
}

/** Lists the users of the same person in these chats, without this one. Only links with rights count, on both sides. */
export async function listOtherUsers(db: Db, user: string, channels: readonly string[]): Promise<string[]> {
  const { personId, value, state } = identities;
  const isValid = inArray(state, [...VALID_LINK_STATES]);
  const own = db
    .select({ id: personId })
    .from(identities)
    .where(and(isChat, eq(value, user), isValid));
  const rows = await db
    .select({ value })
    .from(identities)
    .where(and(isChat, isValid, inArray(personId, own), ne(value, user), or(...channels.map(inChatOf))));
  return rows.map((row) => row.value);
}

/** Records that a person uses this chat now. Writes only if they didn't use it last, because people act often and seldom switch. */
export async function noteUse(db: Db, user: string, now: Date): Promise<void> {
  await db
    .update(identities)
    .set({ usedAt: now })
    .where(
      and(
        isChat,
        isKnown,
        eq(identities.value, user),
        sql`(${identities.usedAt} is null or exists (
          select from identities other where other.person_id = ${identities.personId} and other.kind = 'chat'
            and other.value <> ${user} and other.used_at >= ${identities.usedAt}))`,
      ),
    );
}

/** Lists the addresses that are known to be the person's, in lower case. */
export async function listAddresses(db: Db, personId: number): Promise<string[]> {
  const rows = await db
    .select({ value: identities.value })
    .from(identities)
    .where(
      and(
        eq(identities.kind, "email"),
        eq(identities.personId, personId),
        inArray(identities.state, [...VALID_LINK_STATES]),
      ),
    );
  return rows.map(({ value }) => value);
}

/** Tells whether an address is or was the person's, or was found not to be for them. */
export async function isKnownAddress(db: Db, personId: number, address: string): Promise<boolean> {
  const rows = await db
    .select({ id: identities.id })
    .from(identities)
    .where(and(isAddress(address), eq(identities.personId, personId)));
  return rows.length > 0;
}

/** Records that an address isn't to be used for a person. Returns false if it is known for them already. */
export async function declineAddress(tx: Db, personId: number, address: string, now: Date): Promise<boolean> {
  const rows = await tx
    .insert(identities)
    .values({ personId, ...emailIdentity(address), state: "declined", createdAt: now })
    .onConflictDoNothing()
    .returning({ id: identities.id });
  return rows.length === 1;
}

const isAddress = (address: string) => {
  const { kind, value } = emailIdentity(address);
  return and(eq(identities.kind, kind), eq(identities.value, value));
};

/** Links a person by an address that the chat has verified. Returns false if someone else was linked in the meantime. */
export async function addAutoLink(tx: Db, personId: number, user: string, now: Date): Promise<boolean> {
  await forgetFoundUser(tx, user, now);
  const rows = await tx
    .insert(identities)
    .values({
      personId,
      ...chatIdentity(user),
      state: "auto",
      verifiedBy: "chat",
      verifiedAt: now,
      createdAt: now,
    })
    .onConflictDoNothing()
    .returning({ id: identities.id });
  return rows.length === 1;
}

/** Pauses a link by address. Returns false if it no longer was one, so that people are told only once. */
export async function freezeAutoLink(tx: Db, id: number): Promise<boolean> {
  const rows = await tx
    .update(identities)
    .set({ state: "frozen" })
    .where(and(eq(identities.id, id), eq(identities.state, "auto")))
    .returning({ id: identities.id });
  return rows.length === 1;
}

/** Declines a link that isn't confirmed: a proposed one, and one by address if the user says that it's wrong. */
export async function declineChatLink(
  tx: Db,
  personId: number,
  user: string,
  states: readonly LinkState[] = ["pending", "auto", "frozen"],
): Promise<void> {
  await tx
    .update(identities)
    .set({ state: "declined" })
    .where(
      and(
        isChat,
        eq(identities.personId, personId),
        eq(identities.value, user),
        inArray(identities.state, [...states]),
      ),
    );
}

/**
 * Links a person to a user in the chat with all rights, instead of any other user of that chat. The user's own link by address
 * to someone else ends, and so does the wait for whoever else was found by the person's address. The transaction fails if the user has a confirmed link to someone else.
 */
export async function activateChatLink(
  tx: Db,
  personId: number,
  user: string,
  { verifiedBy, now }: { readonly verifiedBy: Verification; readonly now: Date },
): Promise<void> {
  const ofPerson = and(eq(identities.personId, personId), isKnown, inChatOf(user));
  const ofUser = and(
    eq(identities.value, user),
    ne(identities.personId, personId),
    inArray(identities.state, ["auto", "frozen"]),
  );
  await tx
    .update(identities)
    .set({ state: "declined" })
    .where(and(isChat, or(ofPerson, ofUser)));
  await forgetFoundUser(tx, user, now);
  await forgetOtherFoundUsers(tx, personId, user, now);
  await tx
    .insert(identities)
    .values({
      personId,
      ...chatIdentity(user),
      state: "active",
      verifiedBy,
      verifiedAt: now,
      createdAt: now,
    })
    .onConflictDoUpdate({
      target: [identities.personId, identities.kind, identities.value],
      set: { state: "active", verifiedBy, verifiedAt: now },
    });
}
