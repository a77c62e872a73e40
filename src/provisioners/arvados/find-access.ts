import type { ArvadosLink } from "../../arvados/arvados.ts";
import { allUsers, isUuid } from "../../arvados/uuid.ts";
import { type AccountState, isPermission, loginNameOf } from "./account-state.ts";
import type { ArvadosSite, PersonRef } from "./arvados-site.ts";
import { accountOf, describeUser, homeElsewhere } from "./find-user.ts";
import { findShares } from "./shares.ts";
import { DOES_NOT_HOLD } from "./suspension.ts";

/** Lists what someone who has left can still do, and what others can still do with what is theirs, one sentence each. */
export async function findAccess(
  site: ArvadosSite,
  state: AccountState,
  person: PersonRef,
): Promise<string[]> {
  const { user, isSetUp, outgoing } = state;
  const account = accountOf(user, person);
  const home = await homeElsewhere(site, user);
  if (home !== undefined)
    return user.isActive ? [`${account} is active, and only its cluster ${home} can lock it`] : [];
  const { id } = await site.arvados.cluster();
  const permissions = outgoing.filter((link) => isPermission(link) && link.headUuid !== allUsers(id));
  const canActivate = isSetUp
    ? [`${account} is set up, so the person can activate it`]
    : user.isInvited
      ? [`${account} is not set up, but ${DOES_NOT_HOLD}`]
      : [];
  const shares = await findShares(site, user.uuid);
  return [
    ...(user.isActive ? [`${account} is active`] : canActivate),
    ...(user.isAdmin ? [`${account} is an admin of the cluster`] : []),
    ...(await Promise.all(
      permissions.map(async (link) => `${account} still has ${await describe(site, link)}`),
    )),
    ...(await Promise.all(
      shares.map(
        async (link) => `${await holderOf(site, link)} still has ${await describe(site, link)} of ${account}`,
      ),
    )),
  ];
}

async function describe({ arvados }: ArvadosSite, link: ArvadosLink): Promise<string> {
  const { name, headUuid } = link;
  if (name === "can_login")
    return `a login on ${(await machineName(arvados, headUuid)) ?? headUuid} as ${loginNameOf(link)}`;
  const group = isUuid(headUuid, "group") ? await arvados.findGroup(headUuid) : undefined;
  return `${name} on ${group?.name || headUuid}`;
}

/** The person or the group that has a permission. */
async function holderOf({ arvados }: ArvadosSite, { tailUuid }: ArvadosLink): Promise<string> {
  if (isUuid(tailUuid, "group")) return (await arvados.findGroup(tailUuid))?.name || tailUuid;
  const user = await arvados.findUser(tailUuid);
  return user ? describeUser(user) : tailUuid;
}

const machineName = async (arvados: ArvadosSite["arvados"], uuid: string) =>
  isUuid(uuid, "virtualMachine") ? (await arvados.findMachine(uuid))?.hostname : undefined;
