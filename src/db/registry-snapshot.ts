import { and, eq, gt, inArray, sql } from "drizzle-orm";
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

/** So many rows are in memory as PostgreSQL returns them, besides what is kept of the rows before. */
const PAGE = 2000;

/** Calls `read` with the number of the last row of the page before, until a page is not full. */
async function* pages<Row extends { readonly rowId: number }>(
  read: (after: number) => Promise<Row[]>,
): AsyncGenerator<Row> {
  for (let after = 0, isLast = false; !isLast; ) {
    const rows = await read(after);
    yield* rows;
    after = rows.at(-1)?.rowId ?? after;
    isLast = rows.length < PAGE;
  }
}

/** Most accounts of the registry share it. */
const NONE: readonly string[] = [];

/** Reads the whole registry, a page at a time, and keeps only what `RegistrySnapshot` has. */
export async function readRegistry(db: Db): Promise<RegistrySnapshot> {
  const { owners, ofPeople } = await readOwners(db);
  const { ofAccounts, ofProjects } = await readIds(db);
  const known: KnownAccount[] = [];
  const readAccounts = (after: number) =>
    db
      .select({
        rowId: accounts.id,
        personId: accounts.personId,
        username: accounts.username,
        uidNumber: accounts.uidNumber,
        isOurs: sql<boolean>`${accounts.requestId} is not null`,
        isClosed: sql<boolean>`${accounts.removedAt} is not null`,
      })
      .from(accounts)
      .where(gt(accounts.id, after))
      .orderBy(accounts.id)
      .limit(PAGE);
  for await (const { rowId: id, personId, ...row } of pages(readAccounts)) {
    const { emails = NONE, campusIds = NONE } = ofPeople.get(personId) ?? {};
    known.push({ id, personId, ...row, emails, campusIds, ids: ofAccounts.get(id) ?? [] });
  }
  return {
    accounts: known,
    projects: await readProjects(db, ofProjects),
    memberships: await readFoundIn(db),
    owners,
    sizes: new Map((await db.select().from(sourceCounts)).map((row) => [row.system, row])),
  };
}

/** Reads whom addresses and campus IDs belong to. */
async function readOwners(db: Db) {
  const owners = new Map<string, number>();
  const ofPeople = new Map<number, { emails?: string[]; campusIds?: string[] }>();
  const read = (after: number) =>
    db
      .select({
        rowId: identities.id,
        personId: identities.personId,
        kind: identities.kind,
        value: identities.value,
      })
      .from(identities)
      .where(
        and(
          gt(identities.id, after),
          inArray(identities.state, [...VALID_LINK_STATES]),
          inArray(identities.kind, ["email", "campus"]),
        ),
      )
      .orderBy(identities.id)
      .limit(PAGE);
  for await (const { personId, kind, value } of pages(read)) {
    owners.set(`${kind} ${value}`, personId);
    const person = ofPeople.get(personId) ?? {};
    ofPeople.set(personId, person);
    const list = kind === "email" ? "emails" : "campusIds";
    const values = person[list];
    if (values) values.push(value);
    else person[list] = [value];
  }
  return { owners, ofPeople };
}

/** Reads in which systems each membership was found. Most were found in the same ones, which are kept once. */
async function readFoundIn(db: Db): Promise<Map<string, readonly string[] | null>> {
  const memberOf = new Map<string, readonly string[] | null>();
  const shared = new Map<string, readonly string[]>();
  const read = (after: number) =>
    db
      .select({
        rowId: memberships.id,
        accountId: memberships.accountId,
        projectId: memberships.projectId,
        foundIn: memberships.foundIn,
      })
      .from(memberships)
      .where(gt(memberships.id, after))
      .orderBy(memberships.id)
      .limit(PAGE);
  for await (const { accountId, projectId, foundIn } of pages(read))
    memberOf.set(`${accountId}/${projectId}`, foundIn && shareList(shared, foundIn));
  return memberOf;
}

function shareList(shared: Map<string, readonly string[]>, list: readonly string[]): readonly string[] {
  const key = JSON.stringify(list);
  const first = shared.get(key) ?? list;
  shared.set(key, first);
  return first;
}

async function readIds(db: Db) {
  const ofAccounts = new Map<number, KnownId[]>();
  const ofProjects = new Map<number, KnownId[]>();
  const systems = new Map<string, string>();
  const read = (after: number) =>
    db
      .select({
        rowId: externalIds.id,
        accountId: externalIds.accountId,
        projectId: externalIds.projectId,
        system: externalIds.system,
        value: externalIds.value,
        name: externalIds.name,
        detail: externalIds.detail,
        seenAt: externalIds.seenAt,
      })
      .from(externalIds)
      .where(gt(externalIds.id, after))
      .orderBy(externalIds.id)
      .limit(PAGE);
  for await (const { accountId, projectId, system: named, value, name, detail, seenAt } of pages(read)) {
    const [byId, key] = accountId === null ? [ofProjects, projectId ?? 0] : [ofAccounts, accountId];
    const system = systems.get(named) ?? named;
    systems.set(system, system);
    const id = { system, value, name, detail, seenAt };
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
