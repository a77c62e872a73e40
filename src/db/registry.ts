import { and, asc, eq, isNotNull, isNull, sql } from "drizzle-orm";
import { Failure } from "../failure/failure.ts";
import { type Db, inTransaction } from "./client.ts";
import {
  type Account,
  accounts,
  counters,
  type FoundBefore,
  memberships,
  type Project,
  projects,
} from "./schema.ts";

/** Whoever has this username and was not removed. */
export async function findAccountByUsername(db: Db, username: string): Promise<Account | undefined> {
  const account = await findFormerOrAccount(db, username);
  return account?.removedAt ? undefined : account;
}

/** Whoever has or ever had this username. */
export async function findFormerOrAccount(db: Db, username: string): Promise<Account | undefined> {
  const [row] = await db.select().from(accounts).where(eq(accounts.username, username));
  return row;
}

export async function findAccountById(db: Db, id: number): Promise<Account | undefined> {
  const [row] = await db.select().from(accounts).where(eq(accounts.id, id));
  return row;
}

/** Whoever has this address and was not removed. */
export async function findAccountByEmail(db: Db, email: string): Promise<Account | undefined> {
  const account = await findFormerOrAccountByEmail(db, email);
  return account?.removedAt ? undefined : account;
}

/** The account that is linked to this person in the chat and was not removed; the oldest one of several. */
export async function findAccountByChatUser(db: Db, user: string): Promise<Account | undefined> {
  const [row] = await db
    .select()
    .from(accounts)
    .where(and(eq(accounts.chatUser, user), isNull(accounts.removedAt)))
    .orderBy(asc(accounts.id))
    .limit(1);
  return row;
}

/** The account belongs to this person in the chat from now on. */
export async function linkChatUser(db: Db, id: number, chatUser: string): Promise<void> {
  await db.update(accounts).set({ chatUser }).where(eq(accounts.id, id));
}

/** Whoever has or had this address. */
export async function findFormerOrAccountByEmail(db: Db, email: string): Promise<Account | undefined> {
  const [row] = await db
    .select()
    .from(accounts)
    .where(eq(sql`lower(${accounts.email})`, email.toLowerCase()));
  return row;
}

/** The projects that somebody is in, the one that they began with first. */
export async function listProjectsOf(db: Db, accountId: number): Promise<Project[]> {
  const rows = await db
    .select({ project: projects })
    .from(memberships)
    .innerJoin(projects, eq(projects.id, memberships.projectId))
    .where(eq(memberships.accountId, accountId))
    .orderBy(asc(memberships.createdAt));
  return rows.map(({ project }) => project);
}

/** The projects whose PI has this address. */
export async function listProjectsLedBy(db: Db, email: string): Promise<Project[]> {
  return db
    .select()
    .from(projects)
    .where(eq(sql`lower(${projects.piEmail})`, email.toLowerCase()))
    .orderBy(asc(projects.name));
}

/** Writes down that somebody is shut out; their PIN has no purpose any more. False: they were before. */
export async function closeAccount(db: Db, id: number, at: Date): Promise<boolean> {
  const rows = await db
    .update(accounts)
    .set({ removedAt: at, pinHash: null, foundBefore: sql`coalesce(${accounts.foundBefore}, '{}')` })
    .where(and(eq(accounts.id, id), isNull(accounts.removedAt)))
    .returning({ id: accounts.id });
  return rows.length === 1;
}

/** Writes down what was found in a system before somebody was shut out there; once, the first time counts. */
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

/** Writes down that somebody is let in again. `found` is kept until every system has given back what was taken. */
export async function reopenAccount(
  db: Db,
  id: number,
  found: NonNullable<Account["foundBefore"]>,
): Promise<void> {
  await db.update(accounts).set({ removedAt: null, foundBefore: found }).where(eq(accounts.id, id));
}

/** Everything that was taken from somebody is given back. */
export async function clearFoundBefore(db: Db, id: number): Promise<void> {
  await db.update(accounts).set({ foundBefore: null }).where(eq(accounts.id, id));
}

/** Writes down that somebody is deleted everywhere; their PIN has no purpose any more. */
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
 * Writes account, project (when there is none of this name) and membership together.
 * Undefined: the username, mail address or number has been given to somebody else, and nothing was written.
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

/** Takes back what `insertRegistration` wrote, while nothing outside has been made of it. A project that others use stays. */
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

/** Writes a project down, or returns the one of its name that is written down already. Throws when its number is another's. */
export async function adoptProject(db: Db, project: typeof projects.$inferInsert): Promise<Project> {
  // Two who write the same project down at once collide by its number as well as by its name.
  await db.insert(projects).values(project).onConflictDoNothing();
  const known = await findProject(db, project.name);
  if (known) return known;
  throw new Failure(
    `The gidNumber ${project.gidNumber} of ${project.name} is another project's in the registry`,
  );
}

/** Accounts of somebody with this family name whose given name begins alike. */
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

/** The number of a range that would be taken next. Takes none. */
export async function nextNumber(db: Db, name: string, from: number): Promise<number> {
  const [row] = await db.select().from(counters).where(eq(counters.name, name));
  return Math.max(row?.next ?? from, from);
}

/** Takes the next number of a range, for good. Throws a sentence when the range is used up. */
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
    throw new Failure(`The ${name} from ${from} to ${to} are used up: widen registry.${name}`);
  return row.taken;
}
