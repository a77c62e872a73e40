import { and, asc, eq, inArray, isNull, sql } from "drizzle-orm";
import { selectAccounts } from "./accounts.ts";
import type { Db } from "./client.ts";
import { OPEN_STATUSES } from "./names.ts";
import { type Account, accounts } from "./tables/accounts.ts";
import { memberships } from "./tables/memberships.ts";
import { projects } from "./tables/projects.ts";
import { requests } from "./tables/requests.ts";

/**
 * Lists the accounts in use whose owners may be asked to sign, by person. `projects` are names in lower case; undefined: everyone. An
 * account whose request isn't complete is left out, because the request itself asks, and so is one that an admin has suspended, because its
 * owner can't sign.
 */
export async function listSigningAccounts(db: Db, inProjects?: readonly string[]): Promise<Account[]> {
  const isInProject =
    inProjects === undefined
      ? undefined
      : sql`exists (select from ${memberships} join ${projects} on ${projects.id} = ${memberships.projectId}
          where ${memberships.accountId} = ${accounts.id} and ${inArray(sql`lower(${projects.name})`, [...inProjects])}
          and (${memberships.endsAt} is null or ${memberships.endsAt} > now()))`;
  const isReady = sql`not exists (select from ${requests} where ${eq(requests.id, accounts.requestId)}
    and ${inArray(requests.status, [...OPEN_STATUSES])})`;
  return selectAccounts(db)
    .where(and(isNull(accounts.removedAt), isNull(accounts.suspendedAt), isReady, isInProject))
    .orderBy(asc(accounts.personId), asc(accounts.id));
}
