import { and, desc, eq, inArray, sql } from "drizzle-orm";
import type { Db } from "./client.ts";
import { isAny } from "./is-any.ts";
import { type IdentityKind, type RegistrySource, VALID_LINK_STATES, type Verification } from "./names.ts";
import { type Identity, identities } from "./tables/identities.ts";
import { type Person, people } from "./tables/people.ts";

/** An identity as a key: addresses match whatever their case is. */
export interface IdentityKey {
  readonly kind: IdentityKind;
  readonly value: string;
}

export const chatIdentity = (user: string): IdentityKey => ({ kind: "chat", value: user });
export const emailIdentity = (email: string): IdentityKey => ({ kind: "email", value: email.toLowerCase() });

/** A user of a ticket system, such as "rt:rt.example.org/42". */
export const ticketIdentity = (user: string): IdentityKey => ({ kind: "ticket", value: user });

export const campusIdentity = (campusId: string): IdentityKey => ({ kind: "campus", value: campusId });

/** A login at an identity provider. The first space ends the issuer, because a URL has none. */
export const loginIdentity = ({
  issuer,
  subject,
}: {
  readonly issuer: string;
  readonly subject: string;
}): IdentityKey => ({ kind: "login", value: `${issuer} ${subject}` });

const isValid = inArray(identities.state, [...VALID_LINK_STATES]);

/** Finds the person to whom this identity is linked with rights. */
export async function findPersonBy(db: Db, { kind, value }: IdentityKey): Promise<Person | undefined> {
  const [row] = await db
    .select({ person: people })
    .from(identities)
    .innerJoin(people, eq(people.id, identities.personId))
    .where(and(eq(identities.kind, kind), eq(identities.value, value), isValid));
  return row?.person;
}

/** Finds the IDs of the people to whom these identities of one kind are linked with rights, by the value. */
export async function findPeopleBy(
  db: Db,
  kind: IdentityKind,
  values: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (values.length === 0) return new Map();
  const rows = await db
    .select({ value: identities.value, personId: identities.personId })
    .from(identities)
    .where(and(eq(identities.kind, kind), sql`${identities.value} = ${isAny(values)}`, isValid));
  return new Map(rows.map(({ value, personId }) => [value, personId]));
}

/** Finds the confirmed campus IDs of people, by the person's ID. Of several, the first counts. */
export async function findCampusIds(
  db: Db,
  personIds: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  if (personIds.length === 0) return new Map();
  const rows = await db
    .select({ personId: identities.personId, value: identities.value })
    .from(identities)
    .where(
      and(
        inArray(identities.personId, [...personIds]),
        eq(identities.kind, "campus"),
        eq(identities.state, "active"),
      ),
    )
    .orderBy(desc(identities.id));
  return new Map(rows.map(({ personId, value }) => [personId, value]));
}

export async function findPersonById(db: Db, id: number): Promise<Person | undefined> {
  const [row] = await db.select().from(people).where(eq(people.id, id));
  return row;
}

export async function listIdentities(db: Db, personId: number): Promise<Identity[]> {
  return db.select().from(identities).where(eq(identities.personId, personId)).orderBy(identities.id);
}

const REGISTRY_LOCK = 7_234_653;

/** Makes transactions that create people or projects wait for each other, or two would create the same one. Comes first in a transaction. */
export async function lockRegistry(tx: Db): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${REGISTRY_LOCK})`);
}

/** Someone as a request or an import names them. */
export interface NamedPerson {
  readonly givenName: string;
  readonly familyName: string;
  readonly email: string | null;
  readonly chatUser?: string | null | undefined;
  /** The language of the person, if it is known; it replaces what was known before. */
  readonly language?: string | null | undefined;
}

interface Provenance {
  readonly source: RegistrySource;
  /** How the address and the chat user are known to be theirs. */
  readonly verifiedBy: Verification;
  readonly now: Date;
}

/**
 * Returns the person who has the chat user or, if no one has it, the address; creates them if no one has either. An identity
 * that is new becomes theirs. One that belongs to someone else stays with them. The transaction holds `lockRegistry`.
 */
export async function resolvePerson(
  tx: Db,
  named: NamedPerson,
  { source, verifiedBy, now }: Provenance,
): Promise<Person> {
  const { chatUser, email: address } = named;
  const keys = [...(chatUser ? [chatIdentity(chatUser)] : []), ...(address ? [emailIdentity(address)] : [])];
  let person = chatUser ? await findPersonBy(tx, chatIdentity(chatUser)) : undefined;
  const owner = address && !person ? await findPersonBy(tx, emailIdentity(address)) : undefined;
  // An address can be typed by anyone, so it doesn't outweigh a link to someone else in the same chat.
  if (owner && !(chatUser && (await hasOtherChatUser(tx, owner.id, chatUser)))) person = owner;
  if (!person) {
    const { givenName, familyName, email, language = null } = named;
    const [created] = await tx
      .insert(people)
      .values({ givenName, familyName, email, language, source, createdAt: now })
      .returning();
    person = created as Person;
  }
  for (const key of keys) await addIdentity(tx, person.id, key, { verifiedBy, now });
  const { language } = named;
  if (language && language !== person.language)
    await tx.update(people).set({ language }).where(eq(people.id, person.id));
  return person;
}

async function hasOtherChatUser(tx: Db, personId: number, user: string): Promise<boolean> {
  const chat = user.split(":")[0];
  const linked = (await listIdentities(tx, personId)).filter(
    ({ kind, value, state }) => kind === "chat" && state !== "declined" && value.startsWith(`${chat}:`),
  );
  return linked.some(({ value }) => value !== user);
}

/** Adds a confirmed identity to a person, unless someone already has it. */
export async function addIdentity(
  tx: Db,
  personId: number,
  { kind, value }: IdentityKey,
  { verifiedBy, now }: Pick<Provenance, "verifiedBy" | "now">,
): Promise<void> {
  await tx
    .insert(identities)
    .values({ personId, kind, value, state: "active", verifiedBy, verifiedAt: now, createdAt: now })
    .onConflictDoNothing();
}

/** Changes where acct writes to a person, and by which address they are known. The old address may get another owner. */
export async function changeEmail(tx: Db, personId: number, email: string, now: Date): Promise<void> {
  await tx.update(people).set({ email }).where(eq(people.id, personId));
  await tx
    .update(identities)
    .set({ state: "declined" })
    .where(and(eq(identities.personId, personId), eq(identities.kind, "email")));
  await tx
    .insert(identities)
    .values({
      personId,
      ...emailIdentity(email),
      state: "active",
      verifiedBy: "admin",
      verifiedAt: now,
      createdAt: now,
    })
    .onConflictDoUpdate({
      target: [identities.personId, identities.kind, identities.value],
      set: { state: "active", verifiedBy: "admin", verifiedAt: now },
    });
}

/** Changes what a person is called. Names are never a key. */
export async function changeName(
  tx: Db,
  personId: number,
  { givenName, familyName }: Pick<Person, "givenName" | "familyName">,
): Promise<void> {
  await tx.update(people).set({ givenName, familyName }).where(eq(people.id, personId));
}

/**
 * A person's confirmed identities of one kind, without the address that they have in `people`, as a column of a query that joins
 * `people`.
 */
export const confirmedOfPerson = (kind: "email" | "login") =>
  sql<readonly string[]>`coalesce((
    select jsonb_agg(i.value order by i.id) from identities i
    where i.person_id = people.id and i.kind = ${sql.raw(`'${kind}'`)} and i.state in ('auto', 'active')
      and i.verified_at is not null and i.value is distinct from lower(people.email)
  ), '[]'::jsonb)`;

/** The user in the chat whose link is confirmed, as a column of a query that joins `people`. */
export const chatUserOfPerson = sql<string | null>`(
  select i.value from identities i
  where i.person_id = people.id and i.kind = 'chat' and i.state = 'active'
  order by i.id limit 1
)`;
