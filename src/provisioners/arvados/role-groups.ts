import type { ArvadosGroup } from "../../arvados/arvados.ts";
import { isTaken } from "../../arvados/arvados-error.ts";
import { isUuid, uuidFor } from "../../arvados/uuid.ts";
import { Failure } from "../../failure/failure.ts";
import { externalIdIn, NameConflictError, type Project, RenewedIdError } from "../provisioner.ts";
import { type AccountState, isPermission } from "./account-state.ts";
import type { ArvadosSite } from "./arvados-site.ts";
import { ARVADOS } from "./find-user.ts";

type Named = Pick<Project, "name" | "externalIds">;

/** The role groups that everyone joins. Throws a `Failure` that lasts if one of them doesn't exist. */
export async function findCommonGroups({ arvados, config }: ArvadosSite): Promise<ArvadosGroup[]> {
  const found: ArvadosGroup[] = [];
  for (const name of config.groups) {
    const group = isUuid(name, "group") ? await arvados.findGroup(name) : await findByName({ arvados }, name);
    if (!group)
      throw new Failure(`Arvados has no role group ${name}: create it there, or change arvados.groups`, {
        lasts: true,
      });
    found.push(group);
  }
  return found;
}

async function findByName(
  { arvados }: Pick<ArvadosSite, "arvados">,
  name: string,
): Promise<ArvadosGroup | undefined> {
  const { items } = await arvados.listGroups([
    ["group_class", "=", "role"],
    ["name", "=", name],
  ]);
  return items[0];
}

/** Finds the role group of a project, also if it was renamed. Undefined if there is none, or projects have none at all. */
export async function findProjectGroup(site: ArvadosSite, project: Named): Promise<ArvadosGroup | undefined> {
  if (!site.config.projectGroups) return undefined;
  const id = externalIdIn(project, ARVADOS);
  const known = id !== undefined && isUuid(id, "group") ? await site.arvados.findGroup(id) : undefined;
  return known ?? findByName(site, project.name);
}

/** Makes sure that a project has its role group. Undefined if projects have none. Throws `NameConflictError` for one that isn't ours. */
export async function ensureProjectGroup(
  site: ArvadosSite,
  project: Project,
): Promise<ArvadosGroup | undefined> {
  if (!site.config.projectGroups) return undefined;
  const before = await findProjectGroup(site, project);
  if (before) return checkProjectGroup(site, before, project);
  const { name, description } = project;
  const uuid = await ownUuid(site, project);
  try {
    return await site.arvados.createGroup({ uuid, name, description, groupClass: "role" });
  } catch (error) {
    const there = isTaken(error) ? await findByName(site, name) : undefined;
    if (!there) throw error;
    return checkProjectGroup(site, there, project);
  }
}

/**
 * Accepts a group that acct created, which its UUID shows, whose UUID acct knows, or that existed before acct and is known to be adopted.
 * Throws `RenewedIdError` if acct knows another UUID, and `NameConflictError` otherwise.
 */
export async function checkProjectGroup(
  site: ArvadosSite,
  found: ArvadosGroup,
  project: Pick<Project, "name" | "adopted" | "externalIds">,
): Promise<ArvadosGroup> {
  const known = externalIdIn(project, ARVADOS);
  if (known === found.uuid || found.uuid === (await ownUuid(site, project))) return found;
  if (known !== undefined)
    throw new RenewedIdError(
      `The Arvados group ${found.name} was created again: acct knows the UUID ${known}, and it is ${found.uuid} now. If it is the same project, decide so with acct adopt`,
    );
  if (project.adopted) return found;
  throw new NameConflictError(
    `Arvados already has a role group ${found.name} that acct did not create.`,
    "project",
  );
}

const ownUuid = async ({ arvados }: Pick<ArvadosSite, "arvados">, { name }: Pick<Project, "name">) =>
  uuidFor((await arvados.cluster()).id, "group", ["project", name]);

/** Whether someone is a member, with whatever rights. */
export const isMember = ({ outgoing }: Pick<AccountState, "outgoing">, { uuid }: ArvadosGroup): boolean =>
  outgoing.some((link) => isPermission(link) && link.headUuid === uuid);

/**
 * Makes someone a member (Arvados, doc/admin/group-management.html.textile.liquid): one link gives the rights of the group, and the other
 * one lets its members see each other.
 */
export async function join(
  { arvados }: Pick<ArvadosSite, "arvados">,
  state: AccountState,
  group: ArvadosGroup,
): Promise<void> {
  const { uuid } = state.user;
  const permission = { linkClass: "permission" } as const;
  if (!isMember(state, group))
    await arvados.createLink({ ...permission, name: "can_write", tailUuid: uuid, headUuid: group.uuid });
  if (!state.incoming.some((link) => isPermission(link) && link.tailUuid === group.uuid))
    await arvados.createLink({ ...permission, name: "can_read", tailUuid: group.uuid, headUuid: uuid });
}

/** Ends a membership. Returns false if there was none. */
export async function leaveGroup(
  { arvados }: Pick<ArvadosSite, "arvados">,
  uuid: string,
  group: ArvadosGroup,
): Promise<boolean> {
  const links = async () => [
    ...(await arvados.listLinks([
      ["link_class", "=", "permission"],
      ["tail_uuid", "=", uuid],
      ["head_uuid", "=", group.uuid],
    ])),
    ...(await arvados.listLinks([
      ["link_class", "=", "permission"],
      ["tail_uuid", "=", group.uuid],
      ["head_uuid", "=", uuid],
    ])),
  ];
  const before = await links();
  for (const link of before) await arvados.deleteLink(link.uuid);
  if (before.length > 0 && (await links()).length > 0)
    throw new Failure(`Arvados accepted the end of a membership of ${group.name}, but it is still there`);
  return before.some(({ tailUuid }) => tailUuid === uuid);
}
