import type { Caller } from "./access.ts";
import { exception, invalid, permissionDenied } from "./api-error.ts";
import { type ArvadosState, allUsersGroup, systemUser, touch, transaction } from "./arvados-state.ts";
import { notifyOfProfile } from "./emails.ts";
import { setUpUser } from "./set-up-user.ts";
import type { ArvadosUser } from "./tables.ts";
import { checkUsername } from "./username.ts";

/**
 * Changes a user: services/api/app/models/user.rb. Who isn't an admin changes only some fields; of two others, Arvados says
 * nothing and does nothing.
 */
export function updateUser(
  state: ArvadosState,
  { user: me }: Caller,
  user: ArvadosUser,
  changes: Partial<ArvadosUser>,
): void {
  // The owner of a user is always the system user.
  const { owner_uuid: _, ...wanted } = changes;
  if (!me.is_admin) {
    delete wanted.is_admin;
    if (wanted.is_active === true) delete wanted.is_active;
    const locked = ["email", "username", "redirect_to_user_uuid"] as const;
    if (locked.some((key) => key in wanted && wanted[key] !== user[key])) throw permissionDenied();
  }
  transaction(state, () => save(state, user, wanted, me.uuid));
}

/** Saves a user with all that follows from it. */
export function save(
  state: ArvadosState,
  user: ArvadosUser,
  changes: Partial<ArvadosUser>,
  by: string,
): void {
  check(state, user, changes);
  const [wasActive, hadProfile] = [user.is_active, "profile" in user.prefs];
  const isChanged = Object.entries(changes).some(
    ([key, value]) => JSON.stringify(user[key as keyof ArvadosUser]) !== JSON.stringify(value),
  );
  Object.assign(user, changes, { username: (changes.username ?? user.username) || null });
  if (changes.username === null || changes.username === "") user.username = null;
  if (isChanged) touch(state, user, by);
  if (user.is_active && !wasActive) setUpUser(state, user, { by });
  if ("profile" in user.prefs && !hadProfile) notifyOfProfile(state, user);
}

function check(state: ArvadosState, user: ArvadosUser, changes: Partial<ArvadosUser>): void {
  const after = { ...user, ...changes };
  const isRoot = user.uuid === systemUser(state.settings);
  if (isRoot && !after.is_admin) throw exception("RuntimeError", "System root user cannot be non-admin");
  if (user.is_active && !after.is_active && isMember(state, user))
    throw invalid(
      "Is active cannot be set to false directly, use the 'Deactivate' button on Workbench, or the 'unsetup' API call",
    );
  if (!user.is_admin && after.is_admin && !after.is_active)
    throw exception("RuntimeError", "Admin users cannot be inactive");
  if (changes.username) checkUsername(state, user.id, changes.username);
  if (changes.uuid !== undefined && changes.uuid !== user.uuid && ownsSomething(state, user))
    throw invalid("Uuid cannot be changed on a User that owns objects");
}

const isMember = ({ tables, settings }: ArvadosState, { uuid }: ArvadosUser) =>
  tables.links.some(
    ({ link_class, tail_uuid, head_uuid }) =>
      link_class === "permission" && tail_uuid === uuid && head_uuid === allUsersGroup(settings),
  );

export const ownsSomething = ({ tables }: ArvadosState, { uuid }: ArvadosUser): boolean =>
  [
    tables.groups,
    tables.collections,
    tables.container_requests,
    tables.workflows,
    tables.authorized_keys,
    tables.links,
  ].some((rows) => rows.some(({ owner_uuid }) => owner_uuid === uuid));
