import { notUnique } from "./api-error.ts";
import { type ArvadosState, systemUser, touch, transaction } from "./arvados-state.ts";
import type { ArvadosUser, Row } from "./tables.ts";
import { endTokensAndKeys } from "./unset-user.ts";

export interface Merge {
  readonly newUser: ArvadosUser;
  /** Who owns then what the old user owned. */
  readonly newOwner: string;
  readonly redirects: boolean;
}

/**
 * Moves all that someone has to another user: `merge` in services/api/app/models/user.rb. Throws if the new owner has a project or
 * collection of the same name; nothing is changed then.
 */
export function mergeUsers(
  state: ArvadosState,
  old: ArvadosUser,
  { newUser, newOwner, redirects }: Merge,
): void {
  transaction(state, () => {
    const { links, api_client_authorizations: tokens, authorized_keys: keys } = state.tables;
    const isLocal = old.uuid.startsWith(`${state.settings.ClusterID}-`);
    const columns = ["owner_uuid", "tail_uuid", ...(redirects && isLocal ? ["head_uuid"] : [])];
    if (redirects && isLocal) {
      move(tokens, ["owner_uuid"], old.uuid, newUser.uuid);
      move(keys, ["owner_uuid", "authorized_user_uuid"], old.uuid, newUser.uuid);
    } else endTokensAndKeys(state, old.uuid);
    move(links, columns, old.uuid, newUser.uuid);
    moveData(state, old.uuid, newOwner);
    if (!redirects) return;
    Object.assign(old, { redirect_to_user_uuid: newUser.uuid, username: null });
    touch(state, old, systemUser(state.settings));
  });
}

/** One UPDATE of the database: nothing looks at what the rows become. */
function move(rows: Row[], columns: readonly string[], from: string, to: string): void {
  for (const row of rows as (Row & Record<string, unknown>)[])
    for (const column of columns) if (row[column] === from) (row as Record<string, unknown>)[column] = to;
}

function moveData({ tables }: ArvadosState, from: string, to: string): void {
  for (const name of [
    "groups",
    "collections",
    "virtual_machines",
    "container_requests",
    "workflows",
  ] as const) {
    const rows: (Row & { name?: string | null })[] = tables[name];
    move(rows, ["owner_uuid"], from, to);
    if (name !== "groups" && name !== "collections") continue;
    const seen = new Set<string>();
    for (const row of rows.filter(({ owner_uuid }) => owner_uuid === to)) {
      if (row.name && seen.has(row.name))
        throw notUnique(`index_${name}_on_owner_uuid_and_name`, "owner_uuid, name", `${to}, ${row.name}`);
      seen.add(row.name ?? "");
    }
  }
}
