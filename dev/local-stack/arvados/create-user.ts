import { invalid, notUnique } from "./api-error.ts";
import { type ArvadosState, anonymousUser, insert, systemGroup, transaction } from "./arvados-state.ts";
import { notifyAdmins } from "./emails.ts";
import { addPermission } from "./permission-links.ts";
import { setUpUser } from "./set-up-user.ts";
import type { ArvadosUser } from "./tables.ts";
import { checkUsername, initialUsername } from "./username.ts";

/**
 * Creates a user: services/api/app/models/user.rb. Everything that follows is part of it, so that nothing is left if a part fails.
 * `username` is what `initialUsername` has found before.
 */
export function createUser(
  state: ArvadosState,
  attributes: Partial<ArvadosUser>,
  { username, by }: { readonly username: string | null; readonly by: string },
): ArvadosUser {
  return transaction(state, () => {
    check(state, attributes, username);
    checkUsername(state, 0, username);
    const user = insert(state, "users", {
      email: null,
      first_name: null,
      last_name: null,
      is_active: false,
      is_admin: false,
      prefs: {},
      redirect_to_user_uuid: null,
      ...attributes,
      identity_url: attributes.identity_url || null,
      username: username || null,
      modified_by_user_uuid: by,
    });
    if (user.is_active) setUpUser(state, user, { by });
    addPermission(
      state,
      { name: "can_manage", tail_uuid: systemGroup(state.settings), head_uuid: user.uuid },
      by,
    );
    const isSetUp =
      state.settings.AutoSetupNewUsers &&
      user.uuid.startsWith(state.settings.ClusterID) &&
      user.uuid !== anonymousUser(state.settings);
    if (isSetUp) setUpUser(state, user, { by });
    notifyAdmins(state, user, isSetUp);
    return user;
  });
}

/** The name that a new user gets. Two calls at the same time find the same, and the second one fails then. */
export const nameFor = (state: ArvadosState, { email, username }: Partial<ArvadosUser>): string | null =>
  initialUsername(state, { email: email ?? null, username: username ?? null });

/** What is new must not be taken: the unique indexes of the table. */
function check(
  { tables }: ArvadosState,
  { uuid, identity_url, email }: Partial<ArvadosUser>,
  username: string | null,
): void {
  if (uuid !== undefined) checkUuid(uuid);
  if (uuid !== undefined && tables.users.some((user) => user.uuid === uuid))
    throw notUnique("index_users_on_uuid", "uuid", uuid);
  if (identity_url && tables.users.some((user) => user.identity_url === identity_url))
    throw notUnique("index_users_on_identity_url", "identity_url", identity_url);
  // With an email, the name was free when it was looked for. Another call was faster.
  if (email && username && tables.users.some((user) => user.username === username))
    throw notUnique("index_users_on_username", "username", username);
}

function checkUuid(uuid: string | null): void {
  const infix = /^[a-z0-9]{5}-([a-z0-9]{5})-[a-z0-9]{15}$/.exec(uuid ?? "")?.[1];
  if (infix === undefined) throw invalid(`Uuid not a valid Arvados uuid '${uuid}'`);
  if (infix !== "tpzed") throw invalid(`Uuid type field is '${infix}', expected 'tpzed'`);
}
