import type { ArvadosLink } from "../../arvados/arvados.ts";
import type { ArvadosSite } from "./arvados-site.ts";
import { chunks, findOwners } from "./owned.ts";

/** A permission on something that a person owns, which someone else has. */
export interface Share {
  readonly tailUuid: string;
  readonly name: string;
  readonly headUuid: string;
}

/** Finds the permissions on a person's projects that they have given to others. */
export async function findShares(site: Pick<ArvadosSite, "arvados">, uuid: string): Promise<ArvadosLink[]> {
  const [, ...projects] = await findOwners(site, uuid);
  const shares: ArvadosLink[] = [];
  for (const some of chunks(projects))
    shares.push(
      ...(await site.arvados.listLinks([
        ["link_class", "=", "permission"],
        ["head_uuid", "in", some],
      ])),
    );
  return shares.filter(({ tailUuid }) => tailUuid !== uuid);
}
