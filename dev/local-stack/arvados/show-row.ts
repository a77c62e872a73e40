import { type Caller, levelFor, mayInvite } from "./access.ts";
import { type ArvadosState, md5, systemGroup } from "./arvados-state.ts";
import {
  type ArvadosCollection,
  type ArvadosToken,
  type ArvadosUser,
  kindOf,
  type Row,
  TABLES,
  type TableName,
} from "./tables.ts";

/** A row as Rails shows it: what is missing is null. */
export function showRails(
  state: ArvadosState,
  caller: Caller,
  table: TableName,
  row: Row,
): Record<string, unknown> {
  const { id: _, ...columns } = row;
  const shown: Record<string, unknown> = {
    ...columns,
    kind: TABLES[table].kind,
    etag: md5(`${row.uuid} ${row.modified_at}`),
  };
  if (table === "users") return showUser(state, caller, row as ArvadosUser, shown);
  if (table === "links")
    for (const end of ["head", "tail"])
      shown[`${end}_kind`] = kindOf(shown[`${end}_uuid`] as string | null) ?? null;
  if (table === "collections") Object.assign(shown, collectionFields(row as ArvadosCollection));
  if (table === "groups") Object.assign(shown, rights(state, caller, table, row));
  if (table === "api_client_authorizations") Object.assign(shown, tokenFields(row as ArvadosToken));
  return shown;
}

/** Columns that stay null in the answers of the controller: it shows "" for all other text. */
const NULLABLE = /(?:_at|^description|^replication_.*|^prefs)$/;

/** A row as the controller shows it: it reads the answer of Rails into a Go struct, where text is never null (sdk/go/arvados). */
export function showController(
  state: ArvadosState,
  caller: Caller,
  table: TableName,
  row: Row,
): Record<string, unknown> {
  const shown = showRails(state, caller, table, row);
  for (const [key, value] of Object.entries(shown))
    if (value === null && !(NULLABLE.test(key) && !(table === "groups" && key === "description")))
      shown[key] = "";
  if (table === "collections") shown.unsigned_manifest_text = "";
  return shown;
}

/** services/api/app/models/user.rb: `api_accessible :user`. */
function showUser(
  state: ArvadosState,
  caller: Caller,
  user: ArvadosUser,
  shown: Record<string, unknown>,
): Record<string, unknown> {
  const { redirect_to_user_uuid: redirect, ...rest } = shown;
  return {
    ...rest,
    full_name: [user.first_name, user.last_name].filter(Boolean).join(" "),
    is_invited: mayInvite(state, user),
    ...userRights(state, caller, user, redirect !== null),
  };
}

/** A merged user is out of the system group, too. */
function userRights({ settings }: ArvadosState, { user: me }: Caller, user: ArvadosUser, isMerged: boolean) {
  const isMine = me.is_admin || me.uuid === user.uuid;
  const groups = isMerged ? [] : [systemGroup(settings)];
  return {
    can_write: isMine,
    can_manage: isMine,
    writable_by: isMine ? [user.owner_uuid, me.uuid, ...groups] : [user.owner_uuid],
  };
}

function rights(state: ArvadosState, caller: Caller, table: TableName, row: Row) {
  const level = levelFor(state, caller, table, row);
  return {
    can_write: level >= 2,
    can_manage: level >= 3,
    writable_by: level >= 2 ? [row.owner_uuid, caller.user.uuid] : [row.owner_uuid],
  };
}

function collectionFields(row: ArvadosCollection) {
  return {
    current_version_uuid: row.uuid,
    unsigned_manifest_text: row.manifest_text,
    replication_confirmed: null,
    replication_confirmed_at: null,
    storage_classes_confirmed: [],
    storage_classes_confirmed_at: null,
  };
}

/** The columns below aren't in the table of tokens, so the controller shows what Go has for "nothing". */
function tokenFields(_: ArvadosToken) {
  return {
    modified_at: null,
    modified_by_user_uuid: null,
    created_by_ip_address: null,
    last_used_at: null,
    last_used_by_ip_address: null,
  };
}

/** What others see of a user: the columns that they may read, and "nothing" for all others. */
export function showToOthers(shown: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const hidden = { full_name: "", identity_url: "", owner_uuid: "", modified_by_user_uuid: "", etag: "" };
  const { writable_by: _, ...rest }: Record<string, unknown> = {
    ...shown,
    ...hidden,
    created_at: null,
    modified_at: null,
    prefs: null,
  };
  return rest;
}
