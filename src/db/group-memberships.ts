import { and, asc, eq } from "drizzle-orm";
import type { Db } from "./client.ts";
import { accounts } from "./tables/accounts.ts";
import { groupMemberships } from "./tables/group-memberships.ts";

/** Records that an account is in a group besides its projects, once. */
export async function insertGroupMembership(
  db: Db,
  membership: typeof groupMemberships.$inferInsert,
): Promise<void> {
  await db.insert(groupMemberships).values(membership).onConflictDoNothing();
}

/** The names of the groups in this system that an account got by requests. */
export async function listGroupsOf(db: Db, accountId: number, system: string): Promise<string[]> {
  const rows = await db
    .select({ name: groupMemberships.name })
    .from(groupMemberships)
    .where(and(eq(groupMemberships.accountId, accountId), eq(groupMemberships.system, system)))
    .orderBy(asc(groupMemberships.id));
  return rows.map(({ name }) => name);
}

/** Everyone who got into this group by a request. */
export async function listGroupAccounts(db: Db, system: string, name: string) {
  const rows = await db
    .select({ account: accounts })
    .from(groupMemberships)
    .innerJoin(accounts, eq(accounts.id, groupMemberships.accountId))
    .where(and(eq(groupMemberships.system, system), eq(groupMemberships.name, name)));
  return rows.map(({ account }) => ({ ...account, email: null }));
}
