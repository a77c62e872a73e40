import { exception } from "./api-error.ts";
import { type ArvadosState, remove, systemUser } from "./arvados-state.ts";
import type { ArvadosKey, ArvadosLink, ArvadosToken, ArvadosUser } from "./tables.ts";
import { save } from "./update-user.ts";

/** Takes back what setup and people gave: `unsetup` in services/api/app/models/user.rb. What the user owns stays. */
export function unsetUser(state: ArvadosState, user: ArvadosUser, by: string): void {
  if (user.uuid === systemUser(state.settings))
    throw exception("RuntimeError", "System root user cannot be deactivated");
  remove(
    state,
    "links",
    ({ link_class, tail_uuid }: ArvadosLink) =>
      tail_uuid === user.uuid && (link_class === "permission" || link_class === "signature"),
  );
  endTokensAndKeys(state, user.uuid);
  save(state, user, { prefs: {}, is_admin: false, is_active: false }, by);
}

export function endTokensAndKeys(state: ArvadosState, user: string): void {
  remove(state, "api_client_authorizations", ({ owner_uuid }: ArvadosToken) => owner_uuid === user);
  remove(
    state,
    "authorized_keys",
    ({ owner_uuid, authorized_user_uuid }: ArvadosKey) =>
      owner_uuid === user || authorized_user_uuid === user,
  );
}
