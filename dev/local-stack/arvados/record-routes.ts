import { type Caller, levelFor } from "./access.ts";
import { addRecord } from "./add-record.ts";
import { type ApiAnswer, forbidden, permissionDenied } from "./api-error.ts";
import { type ArvadosState, remove, stamp, touch } from "./arvados-state.ts";
import { findRow } from "./find-row.ts";
import { listRows, pick } from "./list-rows.ts";
import type { RouteCall, Routes } from "./routes.ts";
import { showController, showRails } from "./show-row.ts";
import {
  type ArvadosCollection,
  type ArvadosGroup,
  type ArvadosLink,
  type Row,
  TABLES,
  type TableName,
} from "./tables.ts";
import { attrsOf } from "./user-routes.ts";

type Records = Exclude<TableName, "users" | "api_client_authorizations">;

/** The calls that all kinds of objects have: services/api/app/controllers/application_controller.rb. */
export const recordRoutes: Routes = {
  ...contentsRoute(),
  ...machineRoutes(),
  ...reading("links"),
  ...reading("groups"),
  ...writing("groups"),
  ...reading("collections"),
  ...writing("collections"),
  ...reading("authorized_keys"),
  ...writing("authorized_keys"),
  ...reading("container_requests"),
  ...writing("container_requests"),
  ...reading("workflows"),
  ...writing("workflows"),
  ...reading("virtual_machines"),
  ...writing("virtual_machines"),
};

function formOf(table: TableName): "rails" | "controller" {
  return table === "virtual_machines" ? "rails" : "controller";
}

const show = (table: Records, { state, caller, params }: RouteCall, row: Row): ApiAnswer => ({
  status: 200,
  body: pick(
    (formOf(table) === "rails" ? showRails : showController)(state, caller, table, row),
    params.select as string[] | undefined,
  ),
});

function reading(table: Records): Routes {
  const isPassedOn = formOf(table) === "rails";
  return {
    [`GET /${table}`]: {
      isPassedOn,
      answer: ({ state, caller, params }) => ({
        status: 200,
        body: {
          ...listRows(state, caller, table, params, formOf(table)),
          ...(table === "groups" ? { included: [] } : {}),
        },
      }),
    },
    [`GET /${table}/:id`]: {
      isPassedOn,
      answer: (call) => show(table, call, findRow(call.state, call.caller, table, call.id)),
    },
    [`DELETE /${table}/:id`]: {
      isPassedOn,
      answer(call) {
        const row = findRow(call.state, call.caller, table, call.id);
        if (!mayDelete(call, table, row)) throw permissionDenied();
        const isTrash = table === "collections" || (row as ArvadosGroup).group_class === "project";
        if (isTrash) trash(call.state, row as ArvadosCollection | ArvadosGroup);
        else remove(call.state, table, ({ uuid }: Row) => uuid === row.uuid);
        return show(table, call, row);
      },
    },
  };
}

function writing(table: Exclude<Records, "links">): Routes {
  const options = { attribute: TABLES[table].attribute, isPassedOn: formOf(table) === "rails" };
  return {
    [`POST /${table}`]: {
      ...options,
      answer(call) {
        const { state, caller, params } = call;
        const isForAdmins = table === "virtual_machines";
        if (!caller.user.is_active || (isForAdmins && !caller.user.is_admin)) throw permissionDenied();
        return show(table, call, addRecord(state, caller, table, attrsOf(params)));
      },
    },
    [`PUT /${table}/:id`]: {
      ...options,
      answer(call) {
        const row = findRow(call.state, call.caller, table, call.id);
        if (levelFor(call.state, call.caller, table, row) < 2) throw permissionDenied();
        Object.assign(row, attrsOf(call.params));
        touch(call.state, row, call.caller.user.uuid);
        return show(table, call, row);
      },
    },
  };
}

/** Signatures belong to the system user, so that only admins take them away. */
function mayDelete({ state, caller }: RouteCall, table: Records, row: Row): boolean {
  if (table !== "links" || caller.user.is_admin) return levelFor(state, caller, table, row) >= 2;
  return row.owner_uuid === caller.user.uuid;
}

function trash(state: ArvadosState, row: ArvadosCollection | ArvadosGroup): void {
  row.is_trashed = true;
  row.trash_at = stamp(state);
}

/** services/api/app/controllers/arvados/v1/groups_controller.rb: all that a project or a user owns. */
function contentsRoute(): Routes {
  const answer = ({ state, caller, params, id }: RouteCall): ApiAnswer => {
    if (id !== "" && !isKnownOwner(state, caller, id)) findRow(state, caller, "groups", id);
    const owner = id === "" ? undefined : id;
    const { limit, offset, filters: _, ...rest } = params;
    const lists = (["groups", "container_requests", "collections"] as const).map((table) => {
      const filters = filtersFor(table, params, owner);
      return filters
        ? (listRows(state, caller, table, { ...rest, filters, limit: 1000 }).items as unknown[])
        : [];
    });
    const all = lists.flat();
    const from = Number(offset ?? 0);
    const page = { limit: Number(limit ?? 100), offset: from };
    const items = all.slice(from, from + page.limit);
    const count = params.count === "none" ? {} : { items_available: all.length };
    return { status: 200, body: { kind: "arvados#objectList", ...page, items, included: [], ...count } };
  };
  return { "GET /groups/contents": { answer }, "GET /groups/:id/contents": { answer } };
}

const isKnownOwner = (state: ArvadosState, caller: Caller, id: string) =>
  state.tables.users.some((user) => user.uuid === id && levelFor(state, caller, "users", user) > 0);

/** A filter is for all kinds, or for one: "collections.name". `uuid is_a` chooses the kinds. */
function filtersFor(
  table: "groups" | "container_requests" | "collections",
  { filters }: RouteCall["params"],
  owner: string | undefined,
): unknown[] | undefined {
  const given = (filters as [string, string, unknown][] | undefined) ?? [];
  const kinds = given
    .filter(([, operator]) => operator === "is_a")
    .flatMap(([, , kind]) => kind as string | string[]);
  if (kinds.length > 0 && !kinds.includes(TABLES[table].kind)) return undefined;
  const own = given.flatMap(([name, operator, value]) => {
    if (operator === "is_a") return [];
    const [prefix, column] = name.split(".");
    if (column === undefined || prefix === "properties") return [[name, operator, value]];
    return prefix === table ? [[column, operator, value]] : [];
  });
  return owner === undefined ? own : [...own, ["owner_uuid", "=", owner]];
}

/** services/api/app/controllers/arvados/v1/virtual_machines_controller.rb */
function machineRoutes(): Routes {
  const list = ({ state, caller, id }: RouteCall): ApiAnswer => {
    if (!caller.user.is_admin) throw forbidden();
    const machines = state.tables.virtual_machines.filter(({ uuid }) => id === "" || uuid === id);
    const logins = state.tables.links.filter(({ name }) => name === "can_login").toReversed();
    const items = machines
      .toReversed()
      .flatMap(({ uuid }) =>
        logins.filter((link) => link.head_uuid === uuid).map((link) => loginOf(state, link)),
      );
    return { status: 200, body: { kind: "arvados#HashList", items } };
  };
  return {
    "GET /virtual_machines/get_all_logins": { isPassedOn: true, answer: list },
    "GET /virtual_machines/:id/logins": { isPassedOn: true, answer: list },
  };
}

function loginOf({ tables }: ArvadosState, { head_uuid, tail_uuid, properties }: ArvadosLink) {
  const machine = tables.virtual_machines.find(({ uuid }) => uuid === head_uuid);
  const key = tables.authorized_keys.find(({ authorized_user_uuid: user }) => user === tail_uuid);
  return {
    username: properties.username,
    hostname: machine?.hostname,
    groups: [],
    public_key: key?.public_key ?? null,
    user_uuid: tail_uuid,
    virtual_machine_uuid: head_uuid,
    authorized_key_uuid: key?.uuid ?? null,
  };
}
