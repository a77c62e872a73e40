import { asc, eq, inArray, or, sql } from "drizzle-orm";
import type { Db } from "./client.ts";
import { listIdentities } from "./people.ts";
import { accounts } from "./tables/accounts.ts";
import { type AuditEvent, events } from "./tables/events.ts";
import type { Person } from "./tables/people.ts";
import { requests } from "./tables/requests.ts";

/** Lists the events of a person and of every request of theirs, in the order in which they were recorded. */
export async function listEventsAboutPerson(db: Db, { id }: Person): Promise<AuditEvent[]> {
  const known = await listIdentities(db, id);
  const users = known.filter(({ kind }) => kind === "chat").map(({ value }) => value);
  const addresses = known.filter(({ kind }) => kind === "email").map(({ value }) => value);
  const own = db
    .select({ id: requests.id })
    .from(requests)
    .where(or(inArray(requests.requesterUser, users), inArray(sql`lower(${requests.email})`, addresses)));
  const created = db.select({ id: accounts.requestId }).from(accounts).where(eq(accounts.personId, id));
  return inOrder(
    db,
    or(eq(events.personId, id), inArray(events.requestId, own), inArray(events.requestId, created)),
  );
}

/** Lists the events of a project and of every request for it, in the order in which they were recorded. */
export async function listEventsAboutProject(
  db: Db,
  { id, name }: { readonly id: number | undefined; readonly name: string },
): Promise<AuditEvent[]> {
  const requested = db.select({ id: requests.id }).from(requests).where(eq(requests.project, name));
  return inOrder(
    db,
    or(inArray(events.requestId, requested), ...(id === undefined ? [] : [eq(events.projectId, id)])),
  );
}

/** Lists what these actors did: a user in a chat, an address behind a link, or an operator on the server. */
export async function listEventsBy(db: Db, actors: readonly string[]): Promise<AuditEvent[]> {
  return inOrder(db, inArray(events.actor, [...actors]));
}

const inOrder = (db: Db, where: Parameters<ReturnType<typeof selectEvents>["where"]>[0]) =>
  selectEvents(db).where(where).orderBy(asc(events.id));

const selectEvents = (db: Db) => db.select().from(events);
