import { and, asc, desc, eq, inArray, lte, ne, not, sql } from "drizzle-orm";
import type { Db } from "./client.ts";
import { type Kind, OPEN_STATUSES, type Role } from "./names.ts";
import { chatUserOfPerson } from "./people.ts";
import { accounts } from "./tables/accounts.ts";
import { memberships, type RosterEntry } from "./tables/memberships.ts";
import { people } from "./tables/people.ts";
import { projects } from "./tables/projects.ts";
import { type Request, requests } from "./tables/requests.ts";

const select = (db: Db) =>
  db
    .select({
      membershipId: memberships.id,
      projectId: memberships.projectId,
      project: projects.name,
      personId: people.id,
      accountId: memberships.accountId,
      username: accounts.username,
      givenName: people.givenName,
      familyName: people.familyName,
      email: people.email,
      user: chatUserOfPerson,
      role: memberships.role,
      since: memberships.createdAt,
      endsAt: memberships.endsAt,
    })
    .from(memberships)
    .innerJoin(projects, eq(projects.id, memberships.projectId))
    .innerJoin(people, eq(people.id, memberships.personId))
    .leftJoin(accounts, eq(accounts.id, memberships.accountId));

/** Lists who is in a project: PIs, then managers, then members, each by name. Those who were offboarded aren't listed. */
export async function listRoster(db: Db, projectId: number): Promise<RosterEntry[]> {
  return select(db)
    .where(and(eq(memberships.projectId, projectId), sql`${accounts.removedAt} is null`))
    .orderBy(
      sql`array_position(array['pi', 'manager', 'member'], ${memberships.role})`,
      asc(sql`lower(${people.familyName})`),
      asc(sql`lower(${people.givenName})`),
      asc(memberships.id),
    );
}

/** Lists the projects that a person is in, with their role: the ones that they lead first. */
export async function listProjectsOf(db: Db, personId: number): Promise<RosterEntry[]> {
  return select(db)
    .where(and(eq(memberships.personId, personId), sql`${accounts.removedAt} is null`))
    .orderBy(
      sql`array_position(array['pi', 'manager', 'member'], ${memberships.role})`,
      asc(projects.name),
      asc(memberships.id),
    );
}

export async function findMembership(db: Db, id: number): Promise<RosterEntry | undefined> {
  const [row] = await select(db).where(eq(memberships.id, id));
  return row;
}

/** Finds someone in a project. Without an account, they are there as a PI or manager only. */
export async function findMember(
  db: Db,
  of: { readonly projectId: number; readonly personId: number; readonly username: string | null },
): Promise<RosterEntry | undefined> {
  const [row] = await select(db).where(
    and(
      eq(memberships.projectId, of.projectId),
      eq(memberships.personId, of.personId),
      of.username ? eq(accounts.username, of.username) : sql`${memberships.accountId} is null`,
    ),
  );
  return row;
}

/** Lists the memberships whose time is over. PIs keep the project until someone else leads it. */
export async function listEndedMemberships(db: Db, now: Date): Promise<RosterEntry[]> {
  return select(db)
    .where(and(lte(memberships.endsAt, now), ne(memberships.role, "pi"), sql`${accounts.removedAt} is null`))
    .orderBy(asc(memberships.endsAt), asc(memberships.id));
}

/** Ends a membership in the registry. Returns false if there is none, or if the person leads the project by now. */
export async function deleteMembership(tx: Db, id: number): Promise<boolean> {
  const rows = await tx
    .delete(memberships)
    .where(and(eq(memberships.id, id), ne(memberships.role, "pi")))
    .returning({ id: memberships.id });
  return rows.length === 1;
}

/** Changes a membership. Returns false if there is none, or if the person has another role by now. */
export async function updateMembership(
  tx: Db,
  { membershipId, role }: Pick<RosterEntry, "membershipId" | "role">,
  change: { readonly role?: Role; readonly endsAt?: Date | null },
): Promise<boolean> {
  const rows = await tx
    .update(memberships)
    .set(change)
    .where(and(eq(memberships.id, membershipId), eq(memberships.role, role)))
    .returning({ id: memberships.id });
  return rows.length === 1;
}

const isOpenAbout = (project: string, kinds: readonly Kind[]) =>
  and(
    eq(requests.project, project),
    inArray(requests.kind, [...kinds]),
    inArray(requests.status, [...OPEN_STATUSES]),
  );

/** Lists the open requests of these kinds about a project, newest first. */
export async function listOpenAbout(db: Db, project: string, kinds: readonly Kind[]): Promise<Request[]> {
  return db.select().from(requests).where(isOpenAbout(project, kinds)).orderBy(desc(requests.id));
}

/** Does the same, without the requests of those who are in the project already, such as someone who has yet to set a password. */
export async function listNotYetIn(db: Db, project: string, kinds: readonly Kind[]): Promise<Request[]> {
  const isIn = sql`exists (select from memberships m where m.request_id = requests.id)`;
  return db
    .select()
    .from(requests)
    .where(and(isOpenAbout(project, kinds), not(isIn)))
    .orderBy(desc(requests.id));
}
