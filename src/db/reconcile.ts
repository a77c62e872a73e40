import { asc, eq, gt } from "drizzle-orm";
import type { Db } from "./client.ts";
import { type Account, accounts, memberships, type Project, projects } from "./schema.ts";

export interface Membership {
  readonly account: Account;
  readonly projects: readonly Project[];
}

const PAGE = 200;

/** Every account with its projects, the one that it began with first; a page at a time, however many there are. */
export async function* readMemberships(db: Db): AsyncGenerator<Membership> {
  for (let last = 0; ; ) {
    const page = await db
      .select()
      .from(accounts)
      .where(gt(accounts.id, last))
      .orderBy(asc(accounts.id))
      .limit(PAGE);
    for (const account of page) {
      const rows = await db
        .select({ project: projects })
        .from(memberships)
        .innerJoin(projects, eq(projects.id, memberships.projectId))
        .where(eq(memberships.accountId, account.id))
        .orderBy(asc(memberships.createdAt));
      yield { account, projects: rows.map(({ project }) => project) };
    }
    const end = page.at(-1);
    if (!end || page.length < PAGE) return;
    last = end.id;
  }
}
