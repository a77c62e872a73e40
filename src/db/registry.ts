import { and, asc, eq, isNotNull, isNull, sql } from "drizzle-orm";
import { Failure } from "../failure/failure.ts";
import { type Db, inTransaction } from "./client.ts";
import { type Account, accounts, type FoundBefore } from "./tables/accounts.ts";
import { counters } from "./tables/counters.ts";
import { memberships } from "./tables/memberships.ts";
import { type Project, projects } from "./tables/projects.ts";

/** Finds the account with this username, unless it was offboarded. */
export async function findAccountByUsername(db: Db, username: string): Promise<Account | undefined> {
  const account = await findFormerOrAccount(db, username);
  return account?.removedAt ? undefined : account;
}

/** Finds the account with this username, including offboarded ones. */
export async function findFormerOrAccount(db: Db, username: string): Promise<Account | undefined> {
  const [row] = await db.select().from(accounts).where(eq(accounts.username, username));
  return row;
}

export async function findAccountById(db: Db, id: number): Promise<Account | undefined> {
  const [row] = await db.select().from(accounts).where(eq(accounts.id, id));
  return row;
}

/** Finds the account with this email address, unless it was offboarded. */
export async function findAccountByEmail(db: Db, email: string): Promise<Account | undefined> {
  const account = await findFormerOrAccountByEmail(db, email);
  return account?.removedAt ? undefined : account;
}

/** Finds the account linked to this person in the chat, unless it was offboarded. Of several it returns the oldest. */
export async function findAccountByChatUser(db: Db, user: string): Promise<Account | undefined> {
  const [row] = await db
    .select()
    .from(accounts)
    .where(and(eq(accounts.chatUser, user), isNull(accounts.removedAt)))
    .orderBy(asc(accounts.id))
    .limit(1);
  return row;
}

/** Links an account to a person in the chat. */
export async function linkChatUser(db: Db, id: number, chatUser: string): Promise<void> {
  await db.update(accounts).set({ chatUser }).where(eq(accounts.id, id));
}

/** Finds the account with this email address, including offboarded ones. */
export async function findFormerOrAccountByEmail(db: Db, email: string): Promise<Account | undefined> {
  const [row] = await db
    .select()
    .from(accounts)
    .where(eq(sql`lower(${accounts.email})`, email.toLowerCase()));
  return row;
}

/** Lists the projects of an account, in the order in which the person joined them. */
export async function listAccountProjects(db: Db, accountId: number): Promise<Project[]> {
  const rows = await db
    .select({ project: projects })
    .from(memberships)
    .innerJoin(projects, eq(projects.id, memberships.projectId))
    .where(eq(memberships.accountId, accountId))
    .orderBy(asc(memberships.createdAt));
  return rows.map(({ project }) => project);
}

/** Lists the projects whose PI has this address. */
export async function listProjectsLedBy(db: Db, email: string): Promise<Project[]> {
  return db
    .select()
    .from(projects)
    .where(eq(sql`lower(${projects.piEmail})`, email.toLowerCase()))
    .orderBy(asc(projects.name));
}

/** Marks an account as offboarded and erases the PIN, which is no longer needed. Returns false if it already was. */
export async function closeAccount(db: Db, id: number, at: Date): Promise<boolean> {
  const rows = await db
    .update(accounts)
    .set({ removedAt: at, pinHash: null, foundBefore: sql`coalesce(${accounts.foundBefore}, '{}')` })
    .where(and(eq(accounts.id, id), isNull(accounts.removedAt)))
    .returning({ id: accounts.id });
  return rows.length === 1;
}

/** Records the state of a system before the person was locked out there. Only the first call counts. */
export async function recordFoundBefore(
  db: Db,
  id: number,
  system: string,
  found: FoundBefore,
): Promise<void> {
  const note = JSON.stringify({ [system]: found });
  await db
    .update(accounts)
    .set({ foundBefore: sql`${note}::jsonb || ${accounts.foundBefore}` })
    .where(and(eq(accounts.id, id), isNotNull(accounts.foundBefore)));
}

/** Reopens an account. `found` is kept until the access is restored in every system. */
export async function reopenAccount(
  db: Db,
  id: number,
  found: NonNullable<Account["foundBefore"]>,
): Promise<void> {
  await db.update(accounts).set({ removedAt: null, foundBefore: found }).where(eq(accounts.id, id));
}

/** Records that the access is restored in every system. */
export async function clearFoundBefore(db: Db, id: number): Promise<void> {
  await db.update(accounts).set({ foundBefore: null }).where(eq(accounts.id, id));
}

/** Marks an account as deleted everywhere and erases the PIN. */
export async function markErased(db: Db, id: number, at: Date): Promise<void> {
  await db.update(accounts).set({ erasedAt: at, pinHash: null }).where(eq(accounts.id, id));
}

export async function findProject(db: Db, name: string): Promise<Project | undefined> {
  const [row] = await db.select().from(projects).where(eq(projects.name, name));
  return row;
}

export interface Registration {
  readonly account: Account;
  readonly project: Project;
}

export async function findRegistration(db: Db, requestId: number): Promise<Registration | undefined> {
  const [row] = await db
    .select({ account: accounts, project: projects })
    .from(accounts)
    .innerJoin(projects, eq(projects.id, accounts.projectId))
    .where(eq(accounts.requestId, requestId));
  return row;
}

/**
 * Creates the account, the project (if there is none with this name) and the membership together.
 * Returns undefined and writes nothing if the username, email address or number belongs to someone else.
 */
export async function insertRegistration(
  db: Db,
  account: Omit<typeof accounts.$inferInsert, "projectId">,
  project: typeof projects.$inferInsert,
): Promise<Registration | undefined> {
  const nothing = new Error("taken");
  return inTransaction(db, async (tx) => {
    const known = await adoptProject(tx, project);
    const [row] = await tx
      .insert(accounts)
      .values({ ...account, projectId: known.id })
      .onConflictDoNothing()
      .returning();
    if (!row) throw nothing;
    const { requestId, createdAt } = row;
    await tx.insert(memberships).values({ accountId: row.id, projectId: known.id, requestId, createdAt });
    return { account: row, project: known };
  }).catch((error: unknown) => {
    if (error === nothing) return undefined;
    throw error;
  });
}

/** Undoes `insertRegistration` while nothing has been created outside. A project that others use is kept. */
export async function deleteRegistration(db: Db, requestId: number): Promise<void> {
  await inTransaction(db, async (tx) => {
    await tx.delete(memberships).where(eq(memberships.requestId, requestId));
    await tx.delete(accounts).where(eq(accounts.requestId, requestId));
    await tx
      .delete(projects)
      .where(
        and(
          eq(projects.requestId, requestId),
          sql`not exists (select from ${memberships} where ${memberships.projectId} = ${projects.id})`,
        ),
      );
  });
}

export async function isMember(db: Db, accountId: number, projectId: number): Promise<boolean> {
  const rows = await db
    .select()
    .from(memberships)
    .where(and(eq(memberships.accountId, accountId), eq(memberships.projectId, projectId)));
  return rows.length > 0;
}

/** Creates a project, or returns the existing one with this name. Throws if its number belongs to another project. */
export async function adoptProject(db: Db, project: typeof projects.$inferInsert): Promise<Project> {
  // Two simultaneous inserts of the same project conflict by number as well as by name.
  await db.insert(projects).values(project).onConflictDoNothing();
  const known = await findProject(db, project.name);
  if (known) return known;
  throw new Failure(
    `gidNumber ${project.gidNumber} of ${project.name} belongs to another project in the registry`,
  );
}

/** Finds accounts with this family name whose given name starts with the same letter. */
export async function findSimilarAccounts(
  db: Db,
  { givenName, familyName }: Pick<Account, "givenName" | "familyName">,
): Promise<Account[]> {
  return db
    .select()
    .from(accounts)
    .where(
      and(
        eq(sql`lower(${accounts.familyName})`, familyName.toLowerCase()),
        eq(sql`lower(left(${accounts.givenName}, 1))`, givenName.slice(0, 1).toLowerCase()),
      ),
    )
    .limit(5);
}

export async function insertMembership(db: Db, membership: typeof memberships.$inferInsert): Promise<void> {
  await db.insert(memberships).values(membership).onConflictDoNothing();
}

/** Returns the number that would be taken next, without taking it. */
export async function nextNumber(db: Db, name: string, from: number): Promise<number> {
  const [row] = await db.select().from(counters).where(eq(counters.name, name));
  return Math.max(row?.next ?? from, from);
}

/** Takes the next number of a range permanently. Throws with a sentence if the range is used up. */
export async function takeNumber(
  db: Db,
  name: string,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<number> {
  const [row] = await db
    .insert(counters)
    .values({ name, next: from + 1 })
    .onConflictDoUpdate({
      target: counters.name,
      set: { next: sql`greatest(${counters.next}, ${from}) + 1` },
    })
    .returning({ taken: sql<number>`${counters.next} - 1` });
  if (!row || row.taken > to)
    throw new Failure(`All ${name} from ${from} to ${to} are used up: extend registry.${name}`);
  return row.taken;
}
