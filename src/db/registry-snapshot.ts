import { and, eq, inArray, sql } from "drizzle-orm";
import type { Db } from "./client.ts";
import { VALID_LINK_STATES } from "./names.ts";
import { accounts } from "./tables/accounts.ts";
import { externalIds } from "./tables/external-ids.ts";
import { identities } from "./tables/identities.ts";
import { memberships } from "./tables/memberships.ts";
import { people } from "./tables/people.ts";
import { projects } from "./tables/projects.ts";
import { sourceCounts } from "./tables/source-counts.ts";

/** By what an account or project of the registry is found again in a system. */
export interface KnownId {
  readonly system: string;
  readonly value: string;
  /** What it was called when acct last saw it. */
  readonly name: string;
  readonly detail: Readonly<Record<string, string>>;
  readonly seenAt: Date;
}

/** An account in the registry, with everything by which it may be recognized outside. */
export interface KnownAccount {
  readonly id: number;
  readonly personId: number;
  readonly username: string;
  readonly uidNumber: number;
  /** True: a request created it. False: it was there before acct. */
  readonly isOurs: boolean;
  /** True: the person was offboarded. */
  readonly isClosed: boolean;
  /** The person's addresses that are known to be theirs, in lower case. */
  readonly emails: readonly string[];
  readonly campusIds: readonly string[];
  /** Its IDs outside, oldest first. */
  readonly ids: readonly KnownId[];
}

/** A project in the registry. */
export interface KnownProject {
  readonly id: number;
  readonly name: string;
  readonly gidNumber: number;
  /** True: a request created it. False: it was there before acct. */
  readonly isOurs: boolean;
  /** Its PIs' addresses and usernames, in lower case. */
  readonly pis: readonly string[];
  readonly ids: readonly KnownId[];
}

/** How much a source had. */
export interface SourceSize {
  readonly accounts: number;
  readonly projects: number;
}

/** What the registry has, as far as adopting needs it. */
export interface RegistrySnapshot {
  readonly accounts: readonly KnownAccount[];
  readonly projects: readonly KnownProject[];
  /** The systems in which each membership was found, as "account ID/project ID". Null if acct gave it. */
  readonly memberships: ReadonlyMap<string, readonly string[] | null>;
  /** The people whom an address or a campus ID belongs to, as "email a@b" or "campus 4711". */
  readonly owners: ReadonlyMap<string, number>;
  /** How much each source had when it was last read as a whole. */
  readonly sizes: ReadonlyMap<string, SourceSize>;
}

/** Reads the whole registry, in a handful of statements. */
export async function readRegistry(db: Db): Promise<RegistrySnapshot> {
  const owners = new Map<string, number>();
  const known = new Map<number, { emails: string[]; campusIds: string[] }>();
  const valid = await db
    .select({ personId: identities.personId, kind: identities.kind, value: identities.value })
    .from(identities)
    .where(
      and(inArray(identities.state, [...VALID_LINK_STATES]), inArray(identities.kind, ["email", "campus"])),
    )
    .orderBy(identities.id);
  for (const { personId, kind, value } of valid) {
    owners.set(`${kind} ${value}`, personId);
    const person = known.get(personId) ?? { emails: [], campusIds: [] };
    known.set(personId, person);
    (kind === "email" ? person.emails : person.campusIds).push(value);
  }
  const { ofAccounts, ofProjects } = await readIds(db);
  const rows = await db
    .select({
      id: accounts.id,
      personId: accounts.personId,
      username: accounts.username,
      uidNumber: accounts.uidNumber,
      isOurs: sql<boolean>`${accounts.requestId} is not null`,
      isClosed: sql<boolean>`${accounts.removedAt} is not null`,
    })
    .from(accounts)
    .orderBy(accounts.id);
  const members = await db
    .select({
      accountId: memberships.accountId,
      projectId: memberships.projectId,
      foundIn: memberships.foundIn,
    })
    .from(memberships);
  return {
    accounts: rows.map((row) => ({
      ...row,
      ...(known.get(row.personId) ?? { emails: [], campusIds: [] }),
      ids: ofAccounts.get(row.id) ?? [],
    })),
    projects: await readProjects(db, ofProjects),
    memberships: new Map(
      members.map(({ accountId, projectId, foundIn }) => [`${accountId}/${projectId}`, foundIn]),
    ),
    owners,
    sizes: new Map((await db.select().from(sourceCounts)).map((row) => [row.system, row])),
  };
}

async function readIds(db: Db) {
  const ofAccounts = new Map<number, KnownId[]>();
  const ofProjects = new Map<number, KnownId[]>();
  for (const { accountId, projectId, ...id } of await db.select().from(externalIds).orderBy(externalIds.id)) {
    const [byId, key] = accountId === null ? [ofProjects, projectId ?? 0] : [ofAccounts, accountId];
    const ids = byId.get(key);
    if (ids) ids.push(id);
    else byId.set(key, [id]);
  }
  return { ofAccounts, ofProjects };
}

async function readProjects(db: Db, ids: ReadonlyMap<number, readonly KnownId[]>): Promise<KnownProject[]> {
  const leading = await db
    .select({ projectId: memberships.projectId, email: people.email, username: accounts.username })
    .from(memberships)
    .innerJoin(people, eq(people.id, memberships.personId))
    .leftJoin(accounts, eq(accounts.personId, people.id))
    .where(eq(memberships.role, "pi"));
  const pis = Map.groupBy(leading, ({ projectId }) => projectId);
  const rows = await db
    .select({
      id: projects.id,
      name: projects.name,
      gidNumber: projects.gidNumber,
      isOurs: sql<boolean>`not ${projects.adopted}`,
    })
    .from(projects)
    .orderBy(projects.id);
  return rows.map((row) => ({
    ...row,
    pis: (pis.get(row.id) ?? []).flatMap(({ email, username }) =>
      [email?.toLowerCase() ?? "", username ?? ""].filter((name) => name !== ""),
    ),
    ids: ids.get(row.id) ?? [],
  }));
}
