import { and, asc, eq, isNull } from "drizzle-orm";
import { type Db, inTransaction } from "./client.ts";
import { lockRegistry, resolvePerson } from "./people.ts";
import type { NamedPi } from "./projects.ts";
import { memberships } from "./tables/memberships.ts";
import { projects } from "./tables/projects.ts";

export async function isMember(db: Db, accountId: number, projectId: number): Promise<boolean> {
  const rows = await db
    .select()
    .from(memberships)
    .where(and(eq(memberships.accountId, accountId), eq(memberships.projectId, projectId)));
  return rows.length > 0;
}

/** Lists the projects in which an account has or had access, oldest first, with the end of each membership. */
export async function listMembershipsOfAccount(
  db: Db,
  accountId: number,
): Promise<{ readonly project: string; readonly endsAt: Date | null }[]> {
  return db
    .select({ project: projects.name, endsAt: memberships.endsAt })
    .from(memberships)
    .innerJoin(projects, eq(projects.id, memberships.projectId))
    .where(eq(memberships.accountId, accountId))
    .orderBy(asc(memberships.createdAt), asc(memberships.id));
}

/** Gives an account access to a project. Someone who already decides for the project keeps that role. */
export async function insertMembership(
  db: Db,
  membership: typeof memberships.$inferInsert & { readonly accountId: number },
): Promise<void> {
  const { accountId, personId, projectId } = membership;
  await inTransaction(db, async (tx) => {
    const promoted = await tx
      .update(memberships)
      .set({ accountId })
      .where(
        and(
          eq(memberships.personId, personId),
          eq(memberships.projectId, projectId),
          isNull(memberships.accountId),
        ),
      )
      .returning({ id: memberships.id });
    if (promoted.length === 0) await tx.insert(memberships).values(membership).onConflictDoNothing();
  });
}

/** Makes this person the PI of a project, in a transaction that holds `lockRegistry`. A person whom the registry doesn't know yet becomes known. */
export async function setPi(
  db: Db,
  project: typeof projects.$inferSelect,
  { piName, piEmail, piUser }: NamedPi,
): Promise<void> {
  const { id: projectId, source, requestId, createdAt } = project;
  const person = await resolvePerson(
    db,
    { ...splitName(piName ?? piEmail ?? piUser ?? ""), email: piEmail, chatUser: piUser },
    { source, verifiedBy: "approval", now: createdAt },
  );
  const inProject = and(eq(memberships.personId, person.id), eq(memberships.projectId, projectId));
  const promoted = await db.update(memberships).set({ role: "pi" }).where(inProject).returning();
  if (promoted.length > 0) return;
  await db
    .insert(memberships)
    .values({ projectId, personId: person.id, role: "pi", source, requestId, createdAt })
    .onConflictDoNothing();
}

/** Gives a project that no one decides for a PI, from now on. Repeating it changes nothing. */
export async function namePi(
  db: Db,
  project: typeof projects.$inferSelect,
  pi: NamedPi,
  { requestId, now }: { readonly requestId: number; readonly now: Date },
): Promise<void> {
  await inTransaction(db, async (tx) => {
    await lockRegistry(tx);
    await setPi(tx, { ...project, source: "request", requestId, createdAt: now }, pi);
  });
}

/** The last word of a name that is written in one field is taken as the family name. */
export function splitName(name: string): { givenName: string; familyName: string } {
  const [, givenName = "", familyName = name] = /^(.*)\s(\S+)$/.exec(name.trim()) ?? [];
  return { givenName: givenName.trim(), familyName };
}
