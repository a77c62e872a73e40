import { type Caller, levelFor } from "./access.ts";
import { notFound } from "./api-error.ts";
import type { ArvadosState } from "./arvados-state.ts";
import type { Row, TableName, Tables } from "./tables.ts";

/**
 * Finds what a path names, if the caller may see it; otherwise throws 404. A number isn't looked up: Rails answers with the first
 * row of the table then (services/api/app/controllers/application_controller.rb, `find_object_by_uuid`).
 */
export function findRow<Name extends TableName>(
  state: ArvadosState,
  caller: Caller,
  table: Name,
  id: string,
): Tables[Name][number] {
  const rows: Row[] = state.tables[table];
  const isNumber = /^\d+$/.test(id);
  const found = rows.find(
    (row) => (isNumber || row.uuid === id.replace(/\.json$/, "")) && isVisible(state, caller, table, row),
  );
  if (!found) throw notFound();
  return found as Tables[Name][number];
}

function isVisible(state: ArvadosState, caller: Caller, table: TableName, row: Row): boolean {
  if (table === "api_client_authorizations" && caller.token === undefined) return true;
  const cells = row as Row & { is_trashed?: boolean; is_active?: boolean };
  const isHidden = table === "users" && cells.is_active === false && row.uuid !== caller.user.uuid;
  return (
    levelFor(state, caller, table, row) > 0 &&
    cells.is_trashed !== true &&
    (caller.user.is_admin || !isHidden)
  );
}
