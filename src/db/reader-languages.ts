import { and, eq, inArray, isNotNull, isNull, or } from "drizzle-orm";
import type { Db } from "./client.ts";
import { VALID_LINK_STATES } from "./names.ts";
import { chatIdentity, emailIdentity } from "./people.ts";
import { identities } from "./tables/identities.ts";
import { people } from "./tables/people.ts";
import { requests } from "./tables/requests.ts";

/** By what the reader of a message is known: their user in the chat, their address, or both. */
export interface Reader {
  readonly user?: string | null | undefined;
  readonly email?: string | null | undefined;
}

const identityOf = ({ user, email }: Reader) =>
  and(
    or(
      ...[...(user ? [chatIdentity(user)] : []), ...(email ? [emailIdentity(email)] : [])].map(
        ({ kind, value }) => and(eq(identities.kind, kind), eq(identities.value, value)),
      ),
    ),
    inArray(identities.state, [...VALID_LINK_STATES]),
  );

/** The language that we know of this person in the registry; undefined if we know none. */
export async function findPersonLanguage(db: Db, reader: Reader): Promise<string | undefined> {
  if (!reader.user && !reader.email) return undefined;
  const [row] = await db
    .select({ language: people.language })
    .from(people)
    .innerJoin(identities, eq(identities.personId, people.id))
    .where(and(identityOf(reader), isNotNull(people.language)))
    .limit(1);
  return row?.language ?? undefined;
}

/** Sets the language of someone in the registry. `isSure`: it replaces what was known. */
export async function setPersonLanguage(
  db: Db,
  reader: Reader,
  language: string,
  { isSure } = { isSure: true },
): Promise<void> {
  if (!reader.user && !reader.email) return;
  const theirs = db.select({ id: identities.personId }).from(identities).where(identityOf(reader));
  await db
    .update(people)
    .set({ language })
    .where(and(inArray(people.id, theirs), ...(isSure ? [] : [isNull(people.language)])));
}

/** Keeps the language of a request's requester, unless we know one. */
export async function keepRequestLanguage(db: Db, requestId: number, language: string): Promise<void> {
  await db
    .update(requests)
    .set({ language })
    .where(and(eq(requests.id, requestId), isNull(requests.language)));
}
