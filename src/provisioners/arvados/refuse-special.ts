import type { ArvadosUser } from "../../arvados/arvados.ts";
import { isSystemUser } from "../../arvados/uuid.ts";
import { Failure } from "../../failure/failure.ts";
import type { ArvadosSite } from "./arvados-site.ts";
import { describeUser, homeElsewhere } from "./find-user.ts";

/**
 * Throws a `Failure` that lasts for an account that acct must not lock, empty, or delete: the cluster's own users, the one whose token
 * acct uses, and those of another cluster. Arvados itself refuses only a part of this: it merges the system root user away.
 */
export async function refuseSpecial(site: Pick<ArvadosSite, "arvados">, user: ArvadosUser): Promise<void> {
  const refuse = (why: string) =>
    new Failure(`${describeUser(user)} ${why}, so acct changes nothing there`, { lasts: true });
  if (isSystemUser(user.uuid)) throw refuse("belongs to the Arvados cluster itself");
  if ((await site.arvados.self()).uuid === user.uuid) throw refuse("is the user of ARVADOS_API_TOKEN");
  const home = await homeElsewhere(site, user);
  if (home !== undefined) throw refuse(`belongs to the cluster ${home}`);
}
