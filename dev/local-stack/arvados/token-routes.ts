import { randomBytes } from "node:crypto";
import {
  type ApiAnswer,
  ControllerError,
  exception,
  permissionDenied,
  RailsError,
  unknownAttribute,
} from "./api-error.ts";
import { type ArvadosState, insert, isUuid, newUuid, remove } from "./arvados-state.ts";
import { findRow } from "./find-row.ts";
import { listRows } from "./list-rows.ts";
import type { RouteCall, Routes } from "./routes.ts";
import { showController } from "./show-row.ts";
import { type ArvadosToken, TABLES } from "./tables.ts";
import { parse } from "./user-attributes.ts";
import { attrsOf } from "./user-routes.ts";

const TABLE = "api_client_authorizations";
const attribute = TABLES[TABLE].attribute;

/** services/api/app/controllers/arvados/v1/api_client_authorizations_controller.rb */
export const tokenRoutes: Routes = {
  "GET /api_client_authorizations": {
    answer(call) {
      const { state, caller, params } = call;
      checkTrust(call);
      // The owner is no column of this table, so that Rails doesn't filter by it.
      const filters = ((params.filters as unknown[][] | undefined) ?? []).filter(
        ([name]) => name !== "owner_uuid",
      );
      const body = listRows(state, caller, TABLE, { ...params, filters });
      checkScopeTypes(body.items as ArvadosToken[], "items.scopes");
      return { status: 200, body };
    },
  },
  "POST /api_client_authorizations": { attribute, answer: create },
  "GET /api_client_authorizations/current": {
    answer(call) {
      const { state, caller } = call;
      if (!caller.token) throw new RailsError(404, "Path not found");
      return show(call, caller.token, { created_at: null });
    },
  },
  "GET /api_client_authorizations/:id": {
    answer(call) {
      checkTrust(call);
      return show(call, findRow(call.state, call.caller, TABLE, call.id));
    },
  },
  "PUT /api_client_authorizations/:id": {
    attribute,
    answer(call) {
      checkTrust(call);
      const token = findRow(call.state, call.caller, TABLE, call.id);
      const changes = attrsOf(call.params);
      if ("owner_uuid" in changes) throw unknownAttribute("owner_uuid", "ApiClientAuthorization");
      Object.assign(token, cast(changes));
      return show(call, token);
    },
  },
  "DELETE /api_client_authorizations/:id": {
    answer(call) {
      checkTrust(call);
      const token = findRow(call.state, call.caller, TABLE, call.id);
      remove(call.state, TABLE, ({ uuid }: ArvadosToken) => uuid === token.uuid);
      return show(call, token);
    },
  },
};

function create(call: RouteCall): ApiAnswer {
  checkTrust(call);
  const { state, caller } = call;
  const { owner_uuid: owner = caller.user.uuid, ...rest } = attrsOf(call.params);
  if (!caller.user.is_admin && owner !== caller.user.uuid) throw permissionDenied();
  if (!state.tables.users.some(({ uuid, redirect_to_user_uuid: to }) => uuid === owner && to === null))
    throw new RailsError(403, "Owner uuid cannot be nil");
  const token = addToken(state, { ...cast(rest), owner_uuid: String(owner) });
  return show(call, token);
}

/** Makes a token that lets someone do everything, unless `scopes` says what. */
export function addToken(
  state: ArvadosState,
  given: Partial<ArvadosToken> & { owner_uuid: string },
): ArvadosToken {
  return insert(state, TABLE, {
    uuid: newUuid(state, TABLE),
    api_token: randomBytes(25).toString("hex"),
    scopes: ["all"],
    expires_at: null,
    ...given,
  });
}

/** A time that can't be read is no time: the token never ends then. */
function cast({ scopes, expires_at, uuid, api_token }: Record<string, unknown>): Partial<ArvadosToken> {
  const list = typeof scopes === "string" ? parse(scopes) : (scopes ?? []);
  if (!Array.isArray(list)) throw exception("ArgumentError", "scopes parameter must be Array, not Hash");
  const at = Date.parse(String(expires_at));
  const time = Number.isNaN(at) ? null : new Date(at).toISOString().replace("Z", "000000Z");
  return {
    ...(scopes === undefined ? {} : { scopes: list }),
    ...(expires_at === undefined ? {} : { expires_at: time }),
    ...(isUuid(uuid) ? { uuid } : {}),
    ...(typeof api_token === "string" ? { api_token } : {}),
  };
}

function show({ state, caller }: RouteCall, token: ArvadosToken, more = {}): ApiAnswer {
  checkScopeTypes([token], "scopes");
  return { status: 200, body: { ...showController(state, caller, TABLE, token), ...more } };
}

/** The controller reads scopes as text, and can't show others. */
function checkScopeTypes(tokens: readonly ArvadosToken[], field: string): void {
  if (tokens.some(({ scopes }) => scopes?.some((scope) => typeof scope !== "string")))
    throw new ControllerError(
      500,
      `json: cannot unmarshal number into Go struct field APIClientAuthorization.${field} of type string`,
    );
}

/** `Login.IssueTrustedTokens` is for all but the system root token. */
function checkTrust({ state, caller }: RouteCall): void {
  if (caller.token && !state.settings.IssueTrustedTokens)
    throw new RailsError(403, "Action prohibited by IssueTrustedTokens configuration.");
}
