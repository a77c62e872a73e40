import { type Caller, levelFor } from "./access.ts";
import { activateUser } from "./activate-user.ts";
import {
  type ApiAnswer,
  ControllerError,
  exception,
  forbidden,
  invalid,
  permissionDenied,
} from "./api-error.ts";
import { type ArvadosState, remove, systemUser, transaction } from "./arvados-state.ts";
import { createUser, nameFor } from "./create-user.ts";
import { findRow } from "./find-row.ts";
import { listRows, pick } from "./list-rows.ts";
import type { Parameters } from "./read-parameters.ts";
import type { RouteCall, Routes } from "./routes.ts";
import { showController, showToOthers } from "./show-row.ts";
import { type ArvadosLink, type ArvadosUser, TABLES } from "./tables.ts";
import { endTokensAndKeys, unsetUser } from "./unset-user.ts";
import { ownsSomething, updateUser } from "./update-user.ts";
import { castUser } from "./user-attributes.ts";

/** services/api/app/controllers/arvados/v1/users_controller.rb */
export const userRoutes: Routes = {
  "GET /users": {
    answer: ({ state, caller, params }) => ({ status: 200, body: listRows(state, caller, "users", params) }),
  },
  "POST /users": {
    attribute: "user",
    async answer({ state, caller, params, between }) {
      // What "kind" says is dropped here, but "etag" isn't.
      const attributes = castUser(attrsOf(params), ["kind", "href"]);
      if (!caller.user.is_admin) throw permissionDenied();
      const username = nameFor(state, attributes);
      await between();
      const { owner_uuid: _, ...rest } = attributes;
      return show(state, caller, createUser(state, rest, { username, by: caller.user.uuid }), params);
    },
  },
  "GET /users/current": {
    answer: ({ state, caller, params }) => show(state, caller, caller.user, params),
  },
  "GET /users/system": {
    answer({ state, caller, params }) {
      const root = state.tables.users.find(({ uuid }) => uuid === systemUser(state.settings));
      return show(state, caller, root ?? caller.user, params);
    },
  },
  "GET /users/:id": {
    answer({ state, caller, id, params }) {
      const user = findRow(state, caller, "users", id);
      const select = params.select as string[] | undefined;
      const shown = pick(showUser(state, caller, user), select && known(select));
      const isSame = id === user.uuid && (select === undefined || select.includes("uuid"));
      if (!isSame)
        throw new ControllerError(502, `Had requested ${id} but response was for ${select ? "" : user.uuid}`);
      return { status: 200, body: shown };
    },
  },
  "PUT /users/:id": {
    attribute: "user",
    answer({ state, caller, id, params }) {
      if (params.bypass_federation === true && !caller.user.is_admin) throw invalidBypass();
      const user = findRow(state, caller, "users", id);
      const changes = castUser(attrsOf(params), ["kind", "etag", "href"]);
      if (levelFor(state, caller, "users", user) < 2) throw notWritable(caller, user);
      updateUser(state, caller, user, changes);
      return show(state, caller, user, params);
    },
  },
  "DELETE /users/:id": {
    answer({ state, caller, id, params }) {
      const user = findRow(state, caller, "users", id);
      if (!caller.user.is_admin || caller.user === user) throw permissionDenied();
      return deleteUser(state, caller, user, params);
    },
  },
  "POST /users/:id/activate": {
    answer({ state, caller, id, params }) {
      const user = whoToActivate(state, caller, id);
      activateUser(state, caller, user);
      return show(state, caller, user, params);
    },
  },
  "POST /users/:id/unsetup": {
    answer({ state, caller, id, params }) {
      const user = findRow(state, caller, "users", id);
      if (!caller.user.is_admin) throw forbidden();
      transaction(state, () => unsetUser(state, user, caller.user.uuid));
      return show(state, caller, user, params);
    },
  },
};

export const attrsOf = ({ attrs }: Parameters) => (attrs ?? {}) as Record<string, unknown>;

const invalidBypass = () =>
  forbiddenWith("The bypass_federation parameter is only permitted when current user is admin");
const notWritable = ({ user: me }: Caller, { uuid }: ArvadosUser) =>
  forbiddenWith(`Uuid  ${uuid} is not writable by ${me.uuid}`);
const forbiddenWith = (words: string) => Object.assign(forbidden(), { message: words });

/** Others are only seen as in a list. */
function showUser(state: ArvadosState, caller: Caller, user: ArvadosUser): Record<string, unknown> {
  const shown = showController(state, caller, "users", user);
  const isOpen = caller.user.is_admin || caller.user.uuid === user.uuid;
  return isOpen ? shown : showToOthers(shown);
}

export function show(
  state: ArvadosState,
  caller: Caller,
  user: ArvadosUser,
  { select }: Parameters,
): ApiAnswer {
  return {
    status: 200,
    body: pick(showController(state, caller, "users", user), select as string[] | undefined),
  };
}

/** What Rails doesn't know is taken out, unless nothing is left. */
function known(select: readonly string[]): readonly string[] {
  const names = [
    ...TABLES.users.columns,
    "full_name",
    "is_invited",
    "can_write",
    "can_manage",
    "writable_by",
    "etag",
  ];
  const rest = select.filter((name) => names.includes(name));
  if (rest.length === 0) throw exception("ArgumentError", "Attribute selection list cannot be empty");
  return rest;
}

/** Only admins act for others; all other people act for themselves, whatever the path says. */
function whoToActivate(state: ArvadosState, { user: me }: Caller, id: string): ArvadosUser {
  if (!me.is_admin || /^\d+$/.test(id)) return me;
  const user = state.tables.users.find(({ uuid, redirect_to_user_uuid: to }) => uuid === id && to === null);
  if (!user) throw exception("NoMethodError", "undefined method `is_active' for nil:NilClass");
  return user;
}

function deleteUser(
  state: ArvadosState,
  caller: Caller,
  user: ArvadosUser,
  params: RouteCall["params"],
): ApiAnswer {
  if (ownsSomething(state, user))
    throw invalid("#<ActiveRecord::DeleteRestrictionError: Cannot delete record>");
  const answer = show(state, caller, user, params);
  endTokensAndKeys(state, user.uuid);
  remove(state, "users", ({ uuid }: ArvadosUser) => uuid === user.uuid);
  remove(state, "links", (link: ArvadosLink) => link.tail_uuid === user.uuid || link.head_uuid === user.uuid);
  return answer;
}
