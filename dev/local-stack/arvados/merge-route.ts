import { permissionsOf } from "./access.ts";
import { exception, invalid, RailsError } from "./api-error.ts";
import { type ArvadosState, isUuid } from "./arvados-state.ts";
import { callerFor } from "./authenticate.ts";
import { mergeUsers } from "./merge-users.ts";
import type { RouteCall, Routes } from "./routes.ts";
import type { ArvadosUser } from "./tables.ts";
import { show } from "./user-routes.ts";

/** services/api/app/controllers/arvados/v1/users_controller.rb, `merge` */
export const mergeRoute: Routes = {
  "POST /users/merge": {
    answer(call) {
      const { state, caller, params } = call;
      const { new_owner_uuid: owner } = params;
      if (owner === undefined) throw exception("ArgumentError", "new_owner_uuid parameter is required");
      const [old, newUser] =
        "old_user_uuid" in params || "new_user_uuid" in params ? byUuid(call) : byToken(call);
      if (old === newUser) throw invalid("cannot merge user to self");
      if (!isUuid(owner))
        throw exception("NoMethodError", "undefined method `find_by_uuid' for nil:NilClass");
      if (!mayWrite(state, newUser, owner))
        throw new RailsError(
          403,
          "cannot move objects into supplied new_owner_uuid: new user does not have write permission",
        );
      mergeUsers(state, old, { newUser, newOwner: owner, redirects: params.redirect_to_new_user === true });
      return show(state, caller, old, params);
    },
  },
};

type Pair = readonly [old: ArvadosUser, newUser: ArvadosUser];

function byUuid({ state, caller, params }: RouteCall): Pair {
  if (!caller.user.is_admin) throw new RailsError(403, "Must be admin to use old_user_uuid/new_user_uuid");
  if (!("old_user_uuid" in params && "new_user_uuid" in params))
    throw invalid("Must supply both old_user_uuid and new_user_uuid");
  const newUser = find(state, params.new_user_uuid, "new_user_uuid");
  return [find(state, params.old_user_uuid, "old_user_uuid"), newUser];
}

function find({ tables }: ArvadosState, uuid: unknown, name: string): ArvadosUser {
  const user = tables.users.find((each) => each.uuid === uuid && each.redirect_to_user_uuid === null);
  if (!user) throw invalid(`User in ${name} not found`);
  return user;
}

function byToken({ state, caller, params }: RouteCall): Pair {
  if (caller.token && !isWhole(caller.token.scopes))
    throw new RailsError(403, "cannot merge with a scoped token");
  const other =
    typeof params.new_user_token === "string" ? callerFor(state, params.new_user_token) : undefined;
  if (!other) throw new RailsError(401, "invalid new_user_token");
  if (other.token && !isWhole(other.token.scopes))
    throw new RailsError(403, "supplied new_user_token has restricted scope");
  return [caller.user, other.user];
}

const isWhole = (scopes: readonly unknown[]) => scopes.length === 1 && scopes[0] === "all";

function mayWrite(state: ArvadosState, user: ArvadosUser, uuid: string): boolean {
  const { groups, users } = state.tables;
  const exists = [...groups, ...users].some((row) => row.uuid === uuid);
  return exists && (user.is_admin || (permissionsOf(state, user).get(uuid) ?? 0) >= 2);
}
