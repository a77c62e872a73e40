import type { ArvadosGroup, ArvadosUser } from "../../arvados/arvados.ts";
import { isTaken } from "../../arvados/arvados-error.ts";
import { isSystemUser, uuidFor } from "../../arvados/uuid.ts";
import { Failure } from "../../failure/failure.ts";
import { NewOwnerError } from "../belongings.ts";
import { readState } from "./account-state.ts";
import type { ArvadosSite } from "./arvados-site.ts";
import { describeUser, homeElsewhere } from "./find-user.ts";
import { countDirectly, describeObjects } from "./owned.ts";
import { refuseSpecial } from "./refuse-special.ts";

/** How often the same person may hand over to the same other one. */
const MAX_PROJECTS = 50;

export interface HandOver {
  readonly from: ArvadosUser;
  readonly to: ArvadosUser;
}

/** Throws `NewOwnerError` if what one has can't become the other's. */
export async function checkHandOver(site: ArvadosSite, { from, to }: HandOver): Promise<void> {
  await refuseSpecial(site, from);
  const refuse = (why: string) =>
    new NewOwnerError(`${describeUser(to)} ${why}, so nothing is handed over to it`);
  if (from.uuid === to.uuid) throw refuse("is the account itself");
  if (isSystemUser(to.uuid)) throw refuse("belongs to the Arvados cluster itself");
  const home = await homeElsewhere(site, to);
  if (home !== undefined) throw refuse(`belongs to the cluster ${home}`);
}

/**
 * Gives everything that one user owns to another one, in a project of its own: within anything else, a name that is there already would
 * undo the whole merge. Arvados would also move the old user's logins, memberships, and signatures, so they end first. The old account
 * stays, without tokens and SSH keys. Safe to repeat.
 */
export async function handOver(site: ArvadosSite, { from, to }: HandOver): Promise<string> {
  await checkHandOver(site, { from, to });
  if ((await countDirectly(site, from.uuid)) === 0) return "nothing to hand over";
  const { outgoing } = await readState(site, from);
  for (const { uuid } of outgoing) await site.arvados.deleteLink(uuid);
  const project = await freshProject(site, { from, to });
  await site.arvados.merge({ from: from.uuid, to: to.uuid, owner: project.uuid, redirects: false });
  const left = await countDirectly(site, from.uuid);
  if (left > 0)
    throw new Failure(
      `Arvados accepted the merge, but ${describeUser(from)} still owns ${describeObjects(left)}`,
    );
  const moved = await countDirectly(site, project.uuid);
  return `${describeObjects(moved)} of ${describeUser(from)} ${moved === 1 ? "is" : "are"} in the project ${project.name} of ${describeUser(to)} now`;
}

/** A project of the new owner with nothing in it: the one from an interrupted attempt, or a new one. */
export async function freshProject(site: ArvadosSite, { from, to }: HandOver): Promise<ArvadosGroup> {
  const { arvados } = site;
  const { id } = await arvados.cluster();
  const name = `Data from ${`${from.firstName} ${from.lastName}`.trim() || from.username || from.uuid}`;
  for (let number = 1; number <= MAX_PROJECTS; number++) {
    const uuid = uuidFor(id, "group", ["handed over", from.uuid, to.uuid, String(number)]);
    const there = await arvados.findGroup(uuid);
    if (there?.ownerUuid === to.uuid && (await countDirectly(site, uuid)) === 0) return there;
    if (there) continue;
    try {
      return await arvados.createGroup({
        ...{ uuid, groupClass: "project", ownerUuid: to.uuid },
        name: number === 1 ? name : `${name} (${number})`,
        description: `What ${describeUser(from)} had in Arvados`,
      });
    } catch (error) {
      if (!isTaken(error)) throw error;
    }
  }
  throw new Failure(
    `${describeUser(to)} has ${MAX_PROJECTS} projects called ${name}: rename some of them in Arvados`,
    {
      lasts: true,
    },
  );
}
