import { and, asc, count, eq, gt, isNull, lte, or } from "drizzle-orm";
import type { Db } from "./client.ts";
import type { Kind, Role } from "./names.ts";
import { accounts } from "./tables/accounts.ts";
import { memberships } from "./tables/memberships.ts";
import { projects } from "./tables/projects.ts";
import { requests } from "./tables/requests.ts";

/** Counts the requests of a kind that came in after `from`, up to and including `to`. */
export async function countRequestsOfKind(db: Db, kind: Kind, from: Date, to: Date): Promise<number> {
  const [row] = await db
    .select({ count: count() })
    .from(requests)
    .where(and(eq(requests.kind, kind), gt(requests.createdAt, from), lte(requests.createdAt, to)));
  return row?.count ?? 0;
}

/** Finds the account that the person has had for longest. One that was offboarded doesn't count. */
export async function findOldestAccount(
  db: Db,
  personId: number,
): Promise<{ readonly username: string; readonly createdAt: Date } | undefined> {
  const [account] = await db
    .select({ username: accounts.username, createdAt: accounts.createdAt })
    .from(accounts)
    .where(and(eq(accounts.personId, personId), isNull(accounts.removedAt)))
    .orderBy(asc(accounts.createdAt))
    .limit(1);
  return account;
}

/** Lists the roles of a person in a project at this moment. Several accounts of one person may have different ones. */
export async function listRolesIn(db: Db, personId: number, project: string, now: Date): Promise<Role[]> {
  const rows = await db
    .select({ role: memberships.role })
    .from(memberships)
    .innerJoin(projects, eq(projects.id, memberships.projectId))
    .where(
      and(
        eq(memberships.personId, personId),
        eq(projects.name, project),
        or(isNull(memberships.endsAt), gt(memberships.endsAt, now)),
      ),
    );
  return rows.map(({ role }) => role);
}
