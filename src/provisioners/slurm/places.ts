import type { UserAssociation } from "./slurm-users.ts";

/** Where someone has an association; "" means all partitions. */
export type Place = Pick<UserAssociation, "cluster" | "partition">;

export const isIn = ({ account, cluster, partition }: UserAssociation, project: string, place: Place) =>
  account === project && cluster === place.cluster && partition === place.partition;

/** The combinations of cluster and partition in which someone needs an association with the project and has none. */
export function missingFrom(
  there: readonly UserAssociation[],
  project: string,
  { clusters, partitions }: { readonly clusters: readonly string[]; readonly partitions: readonly string[] },
): Place[] {
  return (partitions.length > 0 ? partitions : [""]).flatMap((partition) =>
    clusters
      .filter((cluster) => !there.some((each) => isIn(each, project, { cluster, partition })))
      .map((cluster) => ({ cluster, partition })),
  );
}

export /** The clusters on which a user's default account is none of their accounts. */
function withoutDefault(there: readonly UserAssociation[]): string[] {
  const clusters = [...new Set(there.map(({ cluster }) => cluster))];
  return clusters.filter((cluster) => {
    const here = there.filter((each) => each.cluster === cluster);
    return !here.some(({ account, defaultAccount }) => account === defaultAccount);
  });
}

export const joinPlace = ({ cluster, partition }: Place) => (partition ? `${cluster}/${partition}` : cluster);
