import type { ArvadosSite } from "./arvados-site.ts";

type Site = Pick<ArvadosSite, "arvados">;

/** How many UUIDs fit into the address of one request. */
const CHUNK = 50;

/** What can belong to a person, by the names in the API. */
const OWNED = ["collections", "groups", "workflows", "container_requests"] as const;

/** The person and all projects below them, whose contents are theirs, too. */
export async function findOwners({ arvados }: Site, uuid: string): Promise<string[]> {
  const owners = [uuid];
  for (let next = [uuid]; next.length > 0; ) {
    const found: string[] = [];
    for (const some of chunks(next)) {
      const { items } = await arvados.listGroups([["owner_uuid", "in", some]]);
      for (const group of items) if (!owners.includes(group.uuid)) found.push(group.uuid);
    }
    owners.push(...found);
    next = found;
  }
  return owners;
}

/** Counts what any of these own. */
export async function countIn(
  { arvados }: Site,
  resource: string,
  owners: readonly string[],
  further: Parameters<ArvadosSite["arvados"]["count"]>[1] = [],
): Promise<number> {
  let count = 0;
  for (const some of chunks(owners))
    count += await arvados.count(resource, [["owner_uuid", "in", some], ...further]);
  return count;
}

/** How many objects belong to someone directly. No one could reach them if the account were gone. */
export async function countDirectly(site: Site, uuid: string): Promise<number> {
  let count = 0;
  for (const resource of OWNED) count += await countIn(site, resource, [uuid]);
  return count;
}

/** "1 object" */
export const describeObjects = (count: number): string => (count === 1 ? "1 object" : `${count} objects`);

export function chunks<T>(items: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(items.length / CHUNK) }, (_, n) =>
    items.slice(n * CHUNK, (n + 1) * CHUNK),
  );
}
