import { RailsError } from "./api-error.ts";
import { type ArvadosState, systemUser, transaction } from "./arvados-state.ts";
import { createUser, nameFor } from "./create-user.ts";
import type { ArvadosToken, ArvadosUser } from "./tables.ts";
import { addToken } from "./token-routes.ts";
import { save } from "./update-user.ts";

export interface Identity {
  readonly email: string;
  readonly first_name?: string;
  readonly last_name?: string;
  readonly identity_url?: string;
  /** Of a user of another cluster. */
  readonly uuid?: string;
}

/**
 * Logs someone in whom the identity provider knows: `User.register` in services/api/app/models/user.rb. What the provider says
 * overwrites the names and the email. Throws if two users have the address.
 */
export function logIn(state: ArvadosState, identity: Identity): ArvadosToken {
  const user = transaction(state, () => register(state, identity));
  return addToken(state, { owner_uuid: user.uuid });
}

function register(state: ArvadosState, identity: Identity): ArvadosUser {
  const root = systemUser(state.settings);
  const known = follow(state, findUser(state, identity));
  const names = {
    email: identity.email,
    first_name: identity.first_name ?? "",
    last_name: identity.last_name ?? "",
  };
  const columns = { ...names, ...(identity.identity_url ? { identity_url: identity.identity_url } : {}) };
  const user =
    known ??
    createUser(
      state,
      { ...columns, ...(identity.uuid ? { uuid: identity.uuid } : {}) },
      { username: nameFor(state, columns), by: root },
    );
  const remote = state.settings.RemoteClusters[user.uuid.slice(0, 5)];
  const isActive =
    user.is_active || remote?.ActivateUsers === true || (!known && state.settings.NewUsersAreActive);
  save(state, user, { ...columns, is_active: isActive }, root);
  return user;
}

/** The address must be the same, also in upper and lower case. Accounts that were merged count, too. */
function findUser(
  { tables }: ArvadosState,
  { email, identity_url, uuid }: Identity,
): ArvadosUser | undefined {
  const exact = tables.users.find((user) =>
    uuid ? user.uuid === uuid : identity_url && user.identity_url === identity_url,
  );
  if (exact || uuid) return exact;
  const hits = tables.users.filter((user) => user.email === email);
  if (hits.length > 1)
    throw new RailsError(
      422,
      '#<ActionController::Redirecting::UnsafeRedirectError: Unsafe redirect to "https://zzzzz.example.com/static/login_failure", pass allow_other_host: true to redirect anyway.>',
      "/auth/controller/callback",
    );
  return hits[0];
}

function follow({ tables }: ArvadosState, user: ArvadosUser | undefined): ArvadosUser | undefined {
  let at = user;
  for (let step = 0; at?.redirect_to_user_uuid && step < 15; step++) {
    const to = at.redirect_to_user_uuid;
    at = tables.users.find(({ uuid }) => uuid === to);
  }
  return at;
}
