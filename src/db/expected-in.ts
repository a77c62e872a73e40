import { eq, sql } from "drizzle-orm";
import type { Db } from "./client.ts";
import type { Account } from "./tables/accounts.ts";
import { externalIds } from "./tables/external-ids.ts";
import { memberships } from "./tables/memberships.ts";
import type { Project } from "./tables/projects.ts";

/** Tells in which systems an account and its projects have to be. */
export interface ExpectedIn {
  /** Whether the account has to be there at all. */
  account(system: string): boolean;
  /** Whether the account has to be a member of the project there. */
  membership(project: Project, system: string): boolean;
}

/** Finds out where an account has to be: what was there before acct only where it was found, and everything else everywhere. */
export async function readExpectedIn(
  db: Db,
  { id, requestId }: Pick<Account, "id" | "requestId">,
): Promise<ExpectedIn> {
  const found = await db
    .select({ projectId: memberships.projectId, foundIn: memberships.foundIn })
    .from(memberships)
    .where(eq(memberships.accountId, id));
  const byProject = new Map(found.map(({ projectId, foundIn }) => [projectId, foundIn]));
  const membership = (project: Pick<Project, "id">, system: string) =>
    byProject.get(project.id)?.includes(system) ?? true;
  if (requestId !== null) return { account: () => true, membership };
  const ids = await db
    .select({ system: sql<string>`${externalIds.system}` })
    .from(externalIds)
    .where(eq(externalIds.accountId, id));
  const known = new Set(ids.map(({ system }) => system));
  const hasJoined = found.some(({ foundIn }) => foundIn === null);
  return { account: (system) => hasJoined || known.has(system), membership };
}
