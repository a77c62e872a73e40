import { and, asc, eq, getTableColumns, inArray, isNull, ne, sql } from "drizzle-orm";
import { Failure } from "../failure/failure.ts";
import { selectAccounts } from "./accounts.ts";
import { type Db, inTransaction } from "./client.ts";
import { externalIdsOf } from "./external-ids.ts";
import { setPi } from "./memberships.ts";
import { lockRegistry } from "./people.ts";
import { type Account, accounts } from "./tables/accounts.ts";
import { memberships } from "./tables/memberships.ts";
import { type Project, projects } from "./tables/projects.ts";

// Drizzle leaves out the table of a column in a query of one table, which is ambiguous in a subquery: hence the plain names.
/** Reads a column of the project's PI. Of several PIs, it is the one who has been it for longest. */
const ofPi = (column: ReturnType<typeof sql.raw>, alias: string) =>
  sql<string | null>`(
    select ${column} from memberships m join people p on p.id = m.person_id
    where m.project_id = projects.id and m.role = 'pi' and (m.ends_at is null or m.ends_at > now())
    order by m.created_at, m.id limit 1
  )`.as(alias);

export const projectColumns = {
  ...getTableColumns(projects),
  externalIds: externalIdsOf("project"),
  piName: ofPi(sql.raw("trim(p.given_name || ' ' || p.family_name)"), "pi_name"),
  piEmail: ofPi(sql.raw("p.email"), "pi_email"),
  piUser: ofPi(
    sql.raw(
      "(select i.value from identities i where i.person_id = p.id and i.kind = 'chat' and i.state in ('auto', 'active') order by i.id limit 1)",
    ),
    "pi_user",
  ),
};

export async function findProject(db: Db, name: string): Promise<Project | undefined> {
  const [row] = await db.select(projectColumns).from(projects).where(eq(projects.name, name));
  return row;
}

/** Finds out which of these names are the exact names of projects. */
export async function listProjectNames(db: Db, names: readonly string[]): Promise<ReadonlySet<string>> {
  if (names.length === 0) return new Set();
  const rows = await db
    .select({ name: projects.name })
    .from(projects)
    .where(inArray(projects.name, [...names]));
  return new Set(rows.map(({ name }) => name));
}

/** Lists the projects with this name, whatever its case; only the one with exactly this name, if there is one. */
export async function listProjectsNamed(db: Db, name: string): Promise<Project[]> {
  const rows = await db
    .select(projectColumns)
    .from(projects)
    .where(eq(sql`lower(${projects.name})`, name.toLowerCase()))
    .orderBy(asc(projects.name));
  const exact = rows.filter((project) => project.name === name);
  return exact.length > 0 ? exact : rows;
}

export async function findProjectById(db: Db, id: number): Promise<Project | undefined> {
  const [row] = await db.select(projectColumns).from(projects).where(eq(projects.id, id));
  return row;
}

/** Lists the projects in which an account has access, in the order in which the person joined them. */
export async function listAccountProjects(db: Db, accountId: number): Promise<Project[]> {
  return db
    .select(projectColumns)
    .from(memberships)
    .innerJoin(projects, eq(projects.id, memberships.projectId))
    .where(eq(memberships.accountId, accountId))
    .orderBy(asc(memberships.createdAt), asc(memberships.id));
}

/** Lists up to `limit` accounts of other people that have access to a project in which this account has it, by username. */
export async function listColleagues(
  db: Db,
  { id, personId }: Pick<Account, "id" | "personId">,
  limit: number,
): Promise<Account[]> {
  const inSameProject = sql`exists (
    select from memberships theirs join memberships own on own.project_id = theirs.project_id
    where own.account_id = ${id} and theirs.account_id = ${accounts.id})`;
  return selectAccounts(db)
    .where(and(isNull(accounts.removedAt), ne(accounts.personId, personId), inSameProject))
    .orderBy(asc(accounts.username))
    .limit(limit);
}

/** Lists the projects whose PI this person is. */
export async function listProjectsLedBy(db: Db, personId: number): Promise<Project[]> {
  return db
    .selectDistinct(projectColumns)
    .from(memberships)
    .innerJoin(projects, eq(projects.id, memberships.projectId))
    .where(and(eq(memberships.personId, personId), eq(memberships.role, "pi")))
    .orderBy(asc(projects.name));
}

/** Who leads a project, as a request names them. */
export interface NamedPi {
  readonly piName: string | null;
  readonly piEmail: string | null;
  readonly piUser: string | null;
}

export type NewProject = typeof projects.$inferInsert & Partial<NamedPi>;

/**
 * Creates a project with its PI, or returns the existing one with this name. Throws if its number belongs to another project.
 */
export async function adoptProject(
  db: Db,
  { piName = null, piEmail = null, piUser = null, ...project }: NewProject,
): Promise<Project> {
  return inTransaction(db, async (tx) => {
    await lockRegistry(tx);
    // The number may be taken as well as the name.
    const [created] = await tx.insert(projects).values(project).onConflictDoNothing().returning();
    if (created && (piEmail || piUser)) await setPi(tx, created, { piName, piEmail, piUser });
    const known = await findProject(tx, project.name);
    if (known) return known;
    throw new Failure(
      `gidNumber ${project.gidNumber} of ${project.name} belongs to another project in the registry`,
    );
  });
}
