import { type Caller, levelFor } from "./access.ts";
import { exception } from "./api-error.ts";
import type { ArvadosState } from "./arvados-state.ts";
import { collate, filterRows } from "./filter-rows.ts";
import type { Parameters } from "./read-parameters.ts";
import { showController, showRails, showToOthers } from "./show-row.ts";
import { type Row, TABLES, type TableName } from "./tables.ts";

/** A list as Rails answers it, after the checks of services/api/app/controllers/application_controller.rb. */
export function listRows(
  state: ArvadosState,
  caller: Caller,
  table: TableName,
  params: Parameters,
  form: "controller" | "rails" = "controller",
): Record<string, unknown> {
  const { columns, model, kind } = TABLES[table];
  const select = params.select as string[] | undefined;
  const computed = table === "users" ? ["full_name", "is_invited"] : [];
  for (const name of select ?? [])
    if (![...columns, ...computed, "kind", "etag", "writable_by", "can_write", "can_manage"].includes(name))
      throw exception("ArgumentError", `Invalid attribute '${name}' of ${model} in select parameter`);
  if (select?.length === 0) throw exception("ArgumentError", "Attribute selection list cannot be empty");
  if (select?.includes("is_invited") && !select.includes("is_active"))
    throw exception("ActiveModel::MissingAttributeError", `missing attribute 'is_active' for ${model}`);
  const { count, ...page } = pageOf(params, state.settings.MaxItemsPerResponse);
  const all = sortRows(
    table,
    filterRows(table, whereRows(visible(state, caller, table, params), params.where), filtersOf(params)),
    params,
  );
  const shown = all.map((row) => pick(show(state, caller, table, row, form), select));
  const distinct =
    params.distinct === true
      ? [...new Map(shown.map((each) => [JSON.stringify(each), each])).values()]
      : shown;
  const items = distinct.slice(page.offset, page.offset + page.limit);
  return {
    kind: `${kind}List`,
    ...(form === "rails" ? { etag: "", self_link: "" } : {}),
    ...page,
    // The controller asks no one if a list of uuids is empty.
    ...(isForNothing(params) ? { limit: 0 } : {}),
    items,
    ...(count === "none" ? {} : { items_available: all.length }),
  };
}

function show(state: ArvadosState, caller: Caller, table: TableName, row: Row, form: "controller" | "rails") {
  const shown = (form === "rails" ? showRails : showController)(state, caller, table, row);
  if (table === "collections") {
    delete shown.manifest_text;
    delete shown.unsigned_manifest_text;
  }
  // Who isn't an admin sees little of anyone in a list, themselves included.
  return table === "users" && !caller.user.is_admin ? showToOthers(shown) : shown;
}

/** Only the fields that were asked for, and what Go adds to them. */
export function pick(
  shown: Record<string, unknown>,
  select: readonly string[] | undefined,
): Record<string, unknown> {
  if (!select) return shown;
  const fields = Object.entries(shown).filter(([key]) => select.includes(key));
  return { ...Object.fromEntries(fields), kind: shown.kind, etag: select.includes("etag") ? shown.etag : "" };
}

function visible(state: ArvadosState, caller: Caller, table: TableName, params: Parameters): Row[] {
  const rows: Row[] = state.tables[table];
  return rows.filter((row) => {
    const cells = row as Row & { is_trashed?: boolean; is_active?: boolean };
    if (cells.is_trashed && params.include_trash !== true) return false;
    if (levelFor(state, caller, table, row) === 0) return isRootsToken(caller, table);
    return table !== "users" || caller.user.is_admin || cells.is_active === true;
  });
}

const isRootsToken = ({ token }: Caller, table: TableName) =>
  table === "api_client_authorizations" && token === undefined;

const filtersOf = ({ filters }: Parameters) => (filters as unknown[] | undefined) ?? [];

const isForNothing = (params: Parameters) =>
  filtersOf(params).some(
    (each) =>
      Array.isArray(each) && each[0] === "uuid" && each[1] === "in" && (each[2] as unknown[])?.length === 0,
  );

function pageOf({ limit, offset, count }: Parameters, maxItems: number) {
  if (count !== undefined && count !== "exact" && count !== "none")
    throw exception("ArgumentError", "count parameter must be 'exact' or 'none'");
  if (Number(offset ?? 0) < 0) throw exception("ArgumentError", "Invalid value for offset parameter");
  const wanted = limit === undefined || limit === -1 ? 100 : Number(limit);
  return { offset: Number(offset ?? 0), limit: Math.min(wanted, maxItems), count };
}

/** The old way to filter, with exact values. */
function whereRows(rows: Row[], where: unknown): Row[] {
  const wanted = Object.entries((where ?? {}) as Record<string, unknown>);
  return rows.filter((row) => {
    const cells = row as Row & Record<string, unknown>;
    return wanted.every(([key, value]) => {
      if (key !== "any" && !(key in cells)) return true;
      if (!Array.isArray(value)) return cells[key] === value;
      if (value[0] !== "contains") return value.includes(cells[key]);
      const texts = key === "any" ? Object.values(cells) : [cells[key]];
      return texts.some(
        (text) => typeof text === "string" && text.toLowerCase().includes(String(value[1]).toLowerCase()),
      );
    });
  });
}

/** What isn't understood in `order` is ignored. The default comes last: the newest change first. */
function sortRows(table: TableName, rows: Row[], { order }: Parameters): Row[] {
  const wanted = ((order as unknown[] | undefined) ?? []).flatMap((each) => {
    const found = /^(?:(\w{1,30})\.)?([a-z_]{1,40})(?: (asc|desc))?$/i.exec(String(each).trim());
    if (!found || (found[1] && found[1] !== table) || !TABLES[table].columns.includes(found[2] ?? ""))
      return [];
    return [{ column: found[2] ?? "", sign: found[3]?.toLowerCase() === "desc" ? -1 : 1 }];
  });
  const all = [...wanted, { column: "modified_at", sign: -1 }, { column: "uuid", sign: -1 }];
  return rows.toSorted((one, other) => {
    for (const { column, sign } of all) {
      const [a, b] = [one, other].map((row) => (row as Row & Record<string, unknown>)[column]);
      const order =
        typeof a === "number" && typeof b === "number"
          ? a - b
          : collate(String(a ?? "\u{10ffff}"), String(b ?? "\u{10ffff}"));
      if (order !== 0) return sign * order;
    }
    return 0;
  });
}
