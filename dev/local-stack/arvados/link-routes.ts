import { type Caller, levelFor, levelOf } from "./access.ts";
import { checkNew } from "./add-record.ts";
import { ControllerError, invalid, permissionDenied, unknownAttribute } from "./api-error.ts";
import { type ArvadosState, insert, systemUser, touch } from "./arvados-state.ts";
import { findRow } from "./find-row.ts";
import { givePermission, lookUp } from "./permission-links.ts";
import type { RouteCall, Routes } from "./routes.ts";
import { showController } from "./show-row.ts";
import { type ArvadosGroup, type ArvadosLink, kindOf, type Row, TABLES, type TableName } from "./tables.ts";
import { castHash } from "./user-attributes.ts";
import { attrsOf } from "./user-routes.ts";

/** services/api/app/models/link.rb. Lists, GET, and DELETE are as for all records. */
export const linkRoutes: Routes = {
  "POST /links": {
    attribute: "link",
    answer({ state, caller, params }: RouteCall) {
      const wanted = cast(attrsOf(params));
      check(state, caller, wanted);
      return { status: 200, body: showController(state, caller, "links", create(state, caller, wanted)) };
    },
  },
  "PUT /links/:id": {
    attribute: "link",
    answer({ state, caller, id, params }: RouteCall) {
      const link = findRow(state, caller, "links", id);
      if (!caller.user.is_admin && link.owner_uuid !== caller.user.uuid) throw permissionDenied();
      Object.assign(link, cast(attrsOf(params)));
      touch(state, link, caller.user.uuid);
      return { status: 200, body: showController(state, caller, "links", link) };
    },
  },
};

type Wanted = Partial<ArvadosLink>;

function cast(attributes: Record<string, unknown>): Wanted {
  for (const name of Object.keys(attributes))
    if (!TABLES.links.columns.includes(name)) throw unknownAttribute(name, "Link");
  const { properties } = attributes;
  if (typeof properties === "string" && !properties.startsWith("{"))
    throw new ControllerError(
      500,
      `invalid character '${properties.charAt(0)}' looking for beginning of value`,
    );
  return properties === undefined
    ? attributes
    : { ...attributes, properties: castHash("properties", properties) };
}

function check(
  state: ArvadosState,
  caller: Caller,
  { link_class, name, tail_uuid, head_uuid }: Wanted,
): void {
  if (!caller.user.is_active && link_class !== "signature") throw permissionDenied();
  if (link_class === "permission" && levelOf(name ?? null) === 0 && name !== "can_login")
    throw invalid(
      "Name is invalid permission, must be one of 'can_read', 'can_write', 'can_manage', 'can_login'",
    );
  if (link_class === "permission") checkTail(state, tail_uuid ?? "");
  for (const [label, uuid] of [
    ["Head", head_uuid],
    ["Tail", tail_uuid],
  ] as const)
    if (kindOf(uuid ?? null) && !find(state, caller, uuid ?? ""))
      throw invalid(`${label} uuid '${uuid}' not found`);
  if (!caller.user.is_active) throw permissionDenied();
  const head = find(state, caller, head_uuid ?? "");
  if (link_class === "permission" && (head?.level ?? 0) < 3) throw permissionDenied();
}

function checkTail({ tables }: ArvadosState, tail: string): void {
  if (kindOf(tail) !== "arvados#user" && kindOf(tail) !== "arvados#group")
    throw invalid("Tail uuid must be a user or role");
  const group = tables.groups.find(({ uuid }) => uuid === tail) as ArvadosGroup | undefined;
  if (group && group.group_class !== "role")
    throw invalid(`Tail uuid must be a user or role, was group with group_class ${group.group_class}`);
}

/** What a link ends at, if the caller may see it. */
function find(state: ArvadosState, caller: Caller, uuid: string): { row: Row; level: number } | undefined {
  if (uuid === systemUser(state.settings))
    return { row: { uuid } as Row, level: caller.user.is_admin ? 3 : 1 };
  for (const [name, rows] of Object.entries(state.tables) as [TableName, Row[]][]) {
    const row = rows.find((each) => each.uuid === uuid);
    const level = row ? levelFor(state, caller, name, row) : 0;
    if (row && level > 0) return { row, level };
  }
  return undefined;
}

/** Permissions belong to the system user, whatever the call says. */
function create(state: ArvadosState, { user: me }: Caller, wanted: Wanted): ArvadosLink {
  const { link_class = null, name = null, tail_uuid = null, head_uuid = null, properties = {} } = wanted;
  if (link_class === "permission" && levelOf(name) > 0)
    return givePermission(
      state,
      lookUp(state, { name: name ?? "", tail_uuid: tail_uuid ?? "", head_uuid: head_uuid ?? "" }),
      me.uuid,
    );
  const root = systemUser(state.settings);
  const owner_uuid = link_class === "permission" ? root : (wanted.owner_uuid ?? me.uuid);
  const chosen = me.is_admin && wanted.uuid !== undefined ? { uuid: wanted.uuid } : {};
  if (chosen.uuid !== undefined) checkNew(state, "links", chosen.uuid);
  const columns = { ...chosen, link_class, name, tail_uuid, head_uuid, properties };
  return insert(state, "links", { ...columns, owner_uuid, modified_by_user_uuid: me.uuid });
}
