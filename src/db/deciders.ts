import { and, asc, desc, eq, gt, inArray, isNull, or, sql } from "drizzle-orm";
import type { Db } from "./client.ts";
import { chatUserOfPerson } from "./people.ts";
import { accounts } from "./tables/accounts.ts";
import { externalIds } from "./tables/external-ids.ts";
import { memberships } from "./tables/memberships.ts";
import { people } from "./tables/people.ts";
import { projects } from "./tables/projects.ts";

/** Lists the names of the projects that this person leads or manages. */
export async function listProjectsDecidedBy(db: Db, personId: number): Promise<string[]> {
  const rows = await db
    .selectDistinct({ name: projects.name })
    .from(memberships)
    .innerJoin(projects, eq(projects.id, memberships.projectId))
    .where(and(eq(memberships.personId, personId), inArray(memberships.role, ["pi", "manager"])));
  return rows.map(({ name }) => name);
}

/** A person who decides for a project by their role in it. */
export interface ProjectDecider {
  readonly personId: number;
  readonly role: "pi" | "manager";
  readonly name: string;
  readonly email: string | null;
  /** The linked user in the chat, if the link gives rights. */
  readonly user: string | null;
  /** True if every account of the person was offboarded or is suspended, so they decide nothing. Someone who never had one decides. */
  readonly isOffboarded: boolean;
}

const wasOffboarded = sql<boolean>`(
  exists (select from accounts a where a.person_id = people.id and (a.removed_at is not null or a.suspended_at is not null))
  and not exists (
    select from accounts a where a.person_id = people.id and a.removed_at is null and a.suspended_at is null
  )
)`;

/** Lists the PIs and managers of a project in the registry: PIs first, and of each role the one who has had it for longest. */
export async function listDeciders(db: Db, project: string, now: Date): Promise<ProjectDecider[]> {
  const rows = await db
    .select({
      personId: people.id,
      role: memberships.role,
      name: sql<string>`trim(${people.givenName} || ' ' || ${people.familyName})`,
      email: people.email,
      user: chatUserOfPerson,
      isOffboarded: wasOffboarded,
    })
    .from(memberships)
    .innerJoin(projects, eq(projects.id, memberships.projectId))
    .innerJoin(people, eq(people.id, memberships.personId))
    .where(
      and(
        eq(projects.name, project),
        inArray(memberships.role, ["pi", "manager"]),
        or(isNull(memberships.endsAt), gt(memberships.endsAt, now)),
      ),
    )
    .orderBy(desc(memberships.role), asc(memberships.createdAt), asc(memberships.id));
  return rows.map((row) => ({ ...row, role: row.role === "pi" ? "pi" : "manager" }));
}

/** Finds the person whose account has this ID in an outside system, and whether they were offboarded or are suspended. */
export async function findOwnerOfAccount(
  db: Db,
  system: string,
  externalId: string,
): Promise<Omit<ProjectDecider, "role"> | undefined> {
  const [row] = await db
    .select({
      personId: people.id,
      name: sql<string>`trim(${people.givenName} || ' ' || ${people.familyName})`,
      email: people.email,
      user: chatUserOfPerson,
      isOffboarded: wasOffboarded,
    })
    .from(externalIds)
    .innerJoin(accounts, eq(accounts.id, externalIds.accountId))
    .innerJoin(people, eq(people.id, accounts.personId))
    .where(and(eq(externalIds.system, system), eq(externalIds.value, externalId)));
  return row;
}

/**
 * Tells whether the person with this chat user or verified address was offboarded, or is suspended: both decide nothing. Someone the registry
 * doesn't know wasn't.
 */
export async function isOffboarded(
  db: Db,
  { user, email }: { readonly user?: string | null | undefined; readonly email?: string | null | undefined },
): Promise<boolean> {
  const rows = await db.execute(sql`
    select from people where ${wasOffboarded} and id in (
      select person_id from identities
      where state in ('auto', 'active')
        and (kind = 'chat' and value = ${user ?? ""} or kind = 'email' and value = ${email?.toLowerCase() ?? ""})
    )`);
  return rows.rows.length > 0;
}
