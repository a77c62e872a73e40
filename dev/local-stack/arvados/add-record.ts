import { type Caller, permissionsOf } from "./access.ts";
import { ControllerError, invalid, notUnique, permissionDenied, unknownAttribute } from "./api-error.ts";
import { type ArvadosState, insert, md5, newUuid } from "./arvados-state.ts";
import { type Row, TABLES, type TableName } from "./tables.ts";

type Attributes = Readonly<Record<string, unknown>>;

const EMPTY_MANIFEST = "";

/** Makes a group, collection, key, machine, or container request. What isn't given is as in Arvados. */
export function addRecord(
  state: ArvadosState,
  { user: me }: Caller,
  table: Exclude<TableName, "users" | "links" | "api_client_authorizations">,
  given: Attributes,
): Row {
  for (const name of Object.keys(given))
    if (!TABLES[table].columns.includes(name)) throw unknownAttribute(name, TABLES[table].model);
  const owner = typeof given.owner_uuid === "string" && given.owner_uuid !== "" ? given.owner_uuid : me.uuid;
  if (!me.is_admin && (permissionsOf(state, me).get(owner) ?? 0) < 2) throw permissionDenied();
  const uuid = typeof given.uuid === "string" ? given.uuid : newUuid(state, table);
  checkNew(state, table, uuid);
  const base = { ...given, uuid, owner_uuid: owner, modified_by_user_uuid: me.uuid };
  if (table === "groups" || table === "collections") checkName(state, table, owner, given.name);
  if (table === "authorized_keys") checkKey(state, given.public_key);
  return insert(state, table, { ...defaultsOf(table, given), ...base } as never);
}

function defaultsOf(table: TableName, given: Attributes): Attributes {
  const named = {
    name: null,
    description: null,
    properties: {},
    trash_at: null,
    delete_at: null,
    is_trashed: false,
  };
  switch (table) {
    case "groups":
      return { ...named, group_class: null, frozen_by_uuid: null };
    case "collections":
      return { ...named, ...contentOf(String(given.manifest_text ?? EMPTY_MANIFEST)) };
    case "authorized_keys":
      return { name: null, key_type: null, authorized_user_uuid: null, public_key: null, expires_at: null };
    case "workflows":
      return { name: null, description: null, definition: null };
    case "virtual_machines":
      return { hostname: null };
    default:
      return {
        name: null,
        state: "Uncommitted",
        priority: 0,
        container_uuid: null,
        requesting_container_uuid: null,
        properties: {},
      };
  }
}

/** What follows from a manifest: services/api/app/models/collection.rb. */
export function contentOf(manifest: string) {
  const files = [...manifest.matchAll(/ \d+:(\d+):\S+/g)].map(([, size]) => Number(size));
  return {
    manifest_text: manifest,
    portable_data_hash: `${md5(manifest)}+${Buffer.byteLength(manifest)}`,
    replication_desired: null,
    storage_classes_desired: ["default"],
    preserve_version: false,
    version: 1,
    file_count: files.length,
    file_size_total: files.reduce((sum, size) => sum + size, 0),
  };
}

/** An administrator may choose a UUID that is new (services/api/lib/has_uuid.rb). */
export function checkNew({ tables }: ArvadosState, table: TableName, uuid: string): void {
  const rows: Row[] = tables[table];
  if (rows.some((row) => row.uuid === uuid)) throw notUnique(`index_${table}_on_uuid`, "uuid", uuid);
}

function checkName(
  { tables }: ArvadosState,
  table: "groups" | "collections",
  owner: string,
  name: unknown,
): void {
  const rows: (Row & { name: string | null; is_trashed: boolean })[] = tables[table];
  if (name && rows.some((row) => row.owner_uuid === owner && row.name === name && !row.is_trashed))
    throw notUnique(`index_${table}_on_owner_uuid_and_name`, "owner_uuid, name", `${owner}, ${name}`);
}

/** The controller checks the form (lib/controller/localdb), Rails whether it is new. */
function checkKey({ tables }: ArvadosState, key: unknown): void {
  if (key === undefined || key === null || key === "") return;
  const text = String(key);
  const wrong = (words: string) =>
    new ControllerError(400, `Public key does not appear to be valid: ${words}`);
  if (text.trim().includes("\n")) throw wrong("extra data after key");
  if (!/^(?:ssh|ecdsa|sk)-[\w@.-]{3,40} [A-Za-z0-9+/]{40,}={0,2}(?: .*)?$/.test(text))
    throw wrong("ssh: no key found");
  if (tables.authorized_keys.some(({ public_key }) => public_key === text))
    throw invalid("Public key already exists in the database, use a different key.");
}
