import { Failure } from "../../failure/failure.ts";
import type { Belonging } from "../belongings.ts";
import type { Assignment } from "./assignments.ts";
import type { KeystoneClient } from "./keystone-client.ts";
import type { KeystoneUser } from "./users.ts";

interface Assignments {
  of(user: KeystoneUser): Promise<Assignment[]>;
  in(project: { readonly id: string }): Promise<Assignment[]>;
}

interface Owned {
  readonly id: string;
}

interface Service {
  /** The type in the catalog. */
  readonly type: string;
  /** What people call the items, which is also their key in the response and the end of its path. */
  readonly what: "servers" | "volumes";
}

const SERVICES: readonly Service[] = [
  { type: "compute", what: "servers" },
  { type: "volumev3", what: "volumes" },
];
/** An ID that Keystone gives to no one. */
const NOBODY = "acct-asks-for-nobody";
const PAGE_SIZE = 1000;
/** More than this would take minutes, and no one reads the exact number. */
const MAX_PAGES = 50;

/**
 * Counts what a user has: projects without another member, and the servers and volumes that they created in any project, which
 * stay there. A service that the catalog doesn't have isn't asked.
 */
export async function countOwned(
  keystone: KeystoneClient,
  assignments: Assignments,
  user: KeystoneUser,
): Promise<Belonging[]> {
  const counts: [what: string, count: number][] = [
    ["projects without another member", await countProjectsAlone(assignments, user)],
  ];
  for (const { type, what } of SERVICES) {
    if (await keystone.hasEndpoint(type))
      counts.push([
        what,
        await countCreated(keystone, `${await keystone.endpoint(type)}/${what}`, what, user),
      ]);
  }
  return counts.flatMap(([what, count]) => (count === 0 ? [] : [{ what, count, fate: "stays" as const }]));
}

async function countProjectsAlone(assignments: Assignments, user: KeystoneUser): Promise<number> {
  const ids = (await assignments.of(user)).flatMap(({ scope }) => scope.project?.id ?? []);
  let count = 0;
  for (const id of new Set(ids)) {
    const there = await assignments.in({ id });
    if (!there.some((each) => each.group || each.user?.id !== user.id)) count++;
  }
  return count;
}

/**
 * Counts what a user has created, page by page (Compute API "List Servers", Block Storage API v3 "List accessible volumes"). A service
 * drops the filter for the user without a word if it doesn't take acct for an administrator, so it is asked for nobody's first.
 */
async function countCreated(
  keystone: KeystoneClient,
  url: string,
  what: Service["what"],
  { id }: KeystoneUser,
): Promise<number> {
  if ((await readPage(keystone, url, what, { user_id: NOBODY, limit: "1" })).items.length > 0)
    throw new Failure(
      `OpenStack shows acct ${what} of others when it asks for those of one user: give the user in openstack.username the role admin`,
      { lasts: true },
    );
  let count = 0;
  let marker: string | undefined;
  for (let page = 1; page <= MAX_PAGES; page++) {
    const query = { user_id: id, limit: String(PAGE_SIZE), ...(marker === undefined ? {} : { marker }) };
    const { items, hasMore } = await readPage(keystone, url, what, query);
    count += items.length;
    marker = items.at(-1)?.id;
    if (!hasMore || marker === undefined) return count;
  }
  return count;
}

async function readPage(
  keystone: KeystoneClient,
  url: string,
  what: Service["what"],
  query: Readonly<Record<string, string>>,
): Promise<{ readonly items: readonly Owned[]; readonly hasMore: boolean }> {
  const params = new URLSearchParams({ all_tenants: "1", ...query });
  const answer = await keystone.get<Readonly<Record<string, unknown>>>(`${url}?${params}`);
  const items = answer[what];
  if (!Array.isArray(items)) throw new Failure(`OpenStack has no list of ${what}`);
  return { items, hasMore: answer[`${what}_links`] !== undefined };
}
