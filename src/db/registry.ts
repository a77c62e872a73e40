import { and, eq, inArray, or, sql } from "drizzle-orm";
import { findAccountByRequest } from "./accounts.ts";
import { type Db, inTransaction } from "./client.ts";
import { insertMembership } from "./memberships.ts";
import type { Role, Verification } from "./names.ts";
import { addIdentity, campusIdentity, lockRegistry, type NamedPerson, resolvePerson } from "./people.ts";
import { adoptProject, findProjectById, type NewProject } from "./projects.ts";
import { type Account, accounts } from "./tables/accounts.ts";
import { externalIds } from "./tables/external-ids.ts";
import { invitations } from "./tables/invitations.ts";
import { memberships } from "./tables/memberships.ts";
import { piClaims } from "./tables/pi-claims.ts";
import { type Project, projects } from "./tables/projects.ts";

export interface Registration {
  readonly account: Account;
  readonly project: Project;
}

export async function findRegistration(db: Db, requestId: number): Promise<Registration | undefined> {
  const account = await findAccountByRequest(db, requestId);
  const project = account?.projectId ? await findProjectById(db, account.projectId) : undefined;
  return account && project && { account, project };
}

/** An account that a request creates, and whose it is. */
export type NewAccount = Omit<typeof accounts.$inferInsert, "projectId" | "personId"> &
  NamedPerson & {
    readonly requestId: number;
    /** The person's ID in the campus directory. */
    readonly campusId?: string | undefined;
    /** The login with which they confirmed their address, as the value of an identity. */
    readonly login?: string | undefined;
    /** How the address is known to be the person's, if they aren't in the chat. */
    readonly addressBy?: Verification;
    /** What they were invited as. Otherwise, they are a member without an end date. */
    readonly invitedAs?: { readonly role?: Role; readonly endsAt?: Date };
  };

/**
 * Creates the person (if acct doesn't know them), the account, the project (if there is none with this name) and the
 * membership together. Returns undefined and writes nothing if the username or number belongs to someone else, or if the person
 * has an account already.
 */
export async function insertRegistration(
  db: Db,
  {
    givenName,
    familyName,
    email,
    chatUser,
    campusId,
    login,
    addressBy = "file",
    invitedAs = {},
    ...account
  }: NewAccount,
  project: NewProject,
): Promise<Registration | undefined> {
  const nothing = new Error("taken");
  const { requestId, createdAt } = account;
  return inTransaction(db, async (tx) => {
    await lockRegistry(tx);
    const person = await resolvePerson(
      tx,
      { givenName, familyName, email, chatUser },
      { source: "request", verifiedBy: chatUser ? "chat" : addressBy, now: createdAt as Date },
    );
    if (campusId !== undefined)
      await addIdentity(tx, person.id, campusIdentity(campusId), {
        verifiedBy: "directory",
        now: createdAt as Date,
      });
    if (login !== undefined)
      await addIdentity(
        tx,
        person.id,
        { kind: "login", value: login },
        {
          verifiedBy: "login",
          now: createdAt as Date,
        },
      );
    if ((await tx.$count(accounts, eq(accounts.personId, person.id))) > 0) throw nothing;
    const known = await adoptProject(tx, project);
    const [row] = await tx
      .insert(accounts)
      .values({ ...account, personId: person.id, projectId: known.id })
      .onConflictDoNothing()
      .returning();
    if (!row) throw nothing;
    await insertMembership(tx, {
      accountId: row.id,
      personId: person.id,
      projectId: known.id,
      source: "request",
      requestId,
      createdAt,
      ...invitedAs,
    });
    return findRegistration(tx, requestId);
  }).catch((error: unknown) => {
    if (error === nothing) return undefined;
    throw error;
  });
}

/**
 * Whether nothing but this request has had to do with a project that it has registered: no one else is in it, and nothing has happened
 * to it since, which the audit log would keep.
 */
export async function isUntouchedProject(db: Db, projectId: number, requestId: number): Promise<boolean> {
  const untouched = await db.$count(projects, and(eq(projects.id, projectId), eq(projects.version, 0)));
  const ofOthers = sql`${memberships.requestId} is distinct from ${requestId}`;
  const others = await db.$count(memberships, and(eq(memberships.projectId, projectId), ofOthers));
  const used = await Promise.all([
    db.$count(invitations, eq(invitations.projectId, projectId)),
    db.$count(piClaims, eq(piClaims.projectId, projectId)),
  ]);
  return untouched === 1 && others === 0 && used.every((count) => count === 0);
}

/** Undoes `insertRegistration` while nothing has been created outside. A person stays known; a project that others use is kept. */
export async function deleteRegistration(db: Db, requestId: number): Promise<void> {
  await inTransaction(db, async (tx) => {
    await tx.delete(memberships).where(eq(memberships.requestId, requestId));
    // Someone who decided for the project before they had an account keeps doing so.
    await tx
      .update(memberships)
      .set({ accountId: null })
      .where(
        sql`${memberships.accountId} in (select id from ${accounts} where ${accounts.requestId} = ${requestId})`,
      );
    const unused = and(
      eq(projects.requestId, requestId),
      sql`not exists (select from ${memberships} where ${memberships.projectId} = ${projects.id})`,
    );
    await tx
      .delete(externalIds)
      .where(
        or(
          inArray(
            externalIds.accountId,
            tx.select({ id: accounts.id }).from(accounts).where(eq(accounts.requestId, requestId)),
          ),
          inArray(externalIds.projectId, tx.select({ id: projects.id }).from(projects).where(unused)),
        ),
      );
    await tx.delete(accounts).where(eq(accounts.requestId, requestId));
    await tx.delete(projects).where(unused);
  });
}
