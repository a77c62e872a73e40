import { asc, eq, gt } from "drizzle-orm";
import { accountColumns } from "./accounts.ts";
import type { Db } from "./client.ts";
import { listAccountProjects } from "./projects.ts";
import { type Account, accounts } from "./tables/accounts.ts";
import { people } from "./tables/people.ts";
import type { Project } from "./tables/projects.ts";

export interface Membership {
  readonly account: Account;
  readonly projects: readonly Project[];
}

const PAGE = 200;

/**
 * Reads every account, including those that were offboarded, with its projects, first project first. Reads page by page,
 * because there can be many.
 */
export async function* readMemberships(db: Db): AsyncGenerator<Membership> {
  for (let last = 0; ; ) {
    const page = await db
      .select(accountColumns)
      .from(accounts)
      .innerJoin(people, eq(people.id, accounts.personId))
      .where(gt(accounts.id, last))
      .orderBy(asc(accounts.id))
      .limit(PAGE);
    for (const account of page) {
      yield { account, projects: await listAccountProjects(db, account.id) };
    }
    const end = page.at(-1);
    if (!end || page.length < PAGE) return;
    last = end.id;
  }
}
