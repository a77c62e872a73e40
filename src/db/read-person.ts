import { asc, eq, inArray } from "drizzle-orm";
import type { Db } from "./client.ts";
import { listMerged } from "./merges.ts";
import { accounts } from "./tables/accounts.ts";
import { type AuditEvent, events } from "./tables/events.ts";
import { externalIds } from "./tables/external-ids.ts";
import { identities } from "./tables/identities.ts";
import { memberships } from "./tables/memberships.ts";
import { projects } from "./tables/projects.ts";

/** Everything that the registry has of a person. */
export async function readPerson(db: Db, personId: number) {
  const merged = await listMerged(db, personId);
  const own = await db
    .select()
    .from(accounts)
    .where(eq(accounts.personId, personId))
    .orderBy(asc(accounts.id));
  const ids = own.map(({ id }) => id);
  return {
    merged,
    accounts: own,
    identities: await db
      .select()
      .from(identities)
      .where(eq(identities.personId, personId))
      .orderBy(asc(identities.kind), asc(identities.id)),
    externalIds: await db
      .select()
      .from(externalIds)
      .where(inArray(externalIds.accountId, ids))
      .orderBy(asc(externalIds.id)),
    memberships: await db
      .select({ project: projects.name, role: memberships.role, accountId: memberships.accountId })
      .from(memberships)
      .innerJoin(projects, eq(projects.id, memberships.projectId))
      .where(eq(memberships.personId, personId))
      .orderBy(asc(projects.name), asc(memberships.id)),
    /** The history of everyone who is this person now. */
    events: (await db
      .select()
      .from(events)
      .where(inArray(events.personId, [personId, ...merged]))
      .orderBy(asc(events.id))) as AuditEvent[],
  };
}
