import { exception } from "./api-error.ts";
import { type ArvadosState, allUsersGroup, insert } from "./arvados-state.ts";
import { welcome } from "./emails.ts";
import { givePermission, type Known, lookUp } from "./permission-links.ts";
import type { ArvadosLink, ArvadosUser } from "./tables.ts";

export interface SetUp {
  readonly vm?: string | undefined;
  readonly sendsEmail?: boolean | undefined;
  /** The user who does it. */
  readonly by: string;
}

/** Looks which links someone doesn't have yet. Two calls at the same time find the same, and both make the links. */
export function planSetUp(state: ArvadosState, { uuid }: ArvadosUser): Known[] {
  const all = allUsersGroup(state.settings);
  const ends = [{ name: "can_write", tail_uuid: uuid, head_uuid: all }];
  if (state.settings.ActivatedUsersAreVisibleToOthers)
    ends.push({ name: "can_read", tail_uuid: all, head_uuid: uuid });
  return ends.map((each) => lookUp(state, each));
}

/**
 * Invites someone: `setup` in services/api/app/models/user.rb. Each step is kept if a later one fails. Throws if there is no such
 * virtual machine. Returns the links.
 */
export function setUpUser(
  state: ArvadosState,
  user: ArvadosUser,
  { vm, sendsEmail, by }: SetUp,
  plan = planSetUp(state, user),
): ArvadosLink[] {
  const all = allUsersGroup(state.settings);
  const isNew = !state.tables.links.some(
    ({ link_class, tail_uuid, head_uuid }) =>
      link_class === "permission" && tail_uuid === user.uuid && head_uuid === all,
  );
  const groupLinks = plan.map((known) => known.same ?? givePermission(state, known, by));
  const machine = vm ?? (state.settings.AutoSetupNewUsersWithVmUUID || undefined);
  const login = machine !== undefined && user.username ? [letIn(state, user, machine, by)] : [];
  if (isNew && (sendsEmail ?? state.settings.SendUserSetupNotificationEmail)) welcome(state, user);
  return [...login, ...groupLinks];
}

/** `create_vm_login_permission_link`: the link is found by the user name that it has. */
function letIn(state: ArvadosState, user: ArvadosUser, vm: string, by: string): ArvadosLink {
  if (!state.tables.virtual_machines.some(({ uuid }) => uuid === vm))
    throw exception("RuntimeError", `No vm found for ${vm}`);
  const known = state.tables.links.find(
    (link) =>
      link.name === "can_login" &&
      link.tail_uuid === user.uuid &&
      link.head_uuid === vm &&
      link.properties.username === user.username,
  );
  return (
    known ??
    insert(state, "links", {
      link_class: "permission",
      name: "can_login",
      tail_uuid: user.uuid,
      head_uuid: vm,
      properties: { username: user.username },
      modified_by_user_uuid: by,
    })
  );
}
