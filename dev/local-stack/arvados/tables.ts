/** Columns that all tables have. `id` counts the rows of a table; it is never shown. */
export interface Row {
  id: number;
  uuid: string;
  owner_uuid: string;
  created_at: string;
  modified_at: string;
  modified_by_user_uuid: string;
}

export interface ArvadosUser extends Row {
  email: string | null;
  username: string | null;
  first_name: string | null;
  last_name: string | null;
  identity_url: string | null;
  is_active: boolean;
  is_admin: boolean;
  prefs: Record<string, unknown>;
  redirect_to_user_uuid: string | null;
}

export interface ArvadosLink extends Row {
  link_class: string | null;
  name: string | null;
  tail_uuid: string | null;
  head_uuid: string | null;
  properties: Record<string, unknown>;
}

export interface ArvadosGroup extends Row {
  name: string | null;
  group_class: string | null;
  description: string | null;
  properties: Record<string, unknown>;
  trash_at: string | null;
  delete_at: string | null;
  is_trashed: boolean;
  frozen_by_uuid: string | null;
}

export interface ArvadosCollection extends Row {
  name: string | null;
  description: string | null;
  properties: Record<string, unknown>;
  portable_data_hash: string;
  manifest_text: string;
  replication_desired: number | null;
  storage_classes_desired: string[];
  trash_at: string | null;
  delete_at: string | null;
  is_trashed: boolean;
  preserve_version: boolean;
  version: number;
  file_count: number;
  file_size_total: number;
}

/** A token. Its `owner_uuid` is the user who it logs in. */
export interface ArvadosToken extends Row {
  api_token: string;
  scopes: unknown[];
  expires_at: string | null;
}

export interface ArvadosKey extends Row {
  name: string | null;
  key_type: string | null;
  authorized_user_uuid: string | null;
  public_key: string | null;
  expires_at: string | null;
}

export interface ArvadosMachine extends Row {
  hostname: string | null;
}

export interface ArvadosContainerRequest extends Row {
  name: string | null;
  /** "Uncommitted", "Committed", or "Final". */
  state: string;
  priority: number;
  container_uuid: string | null;
  requesting_container_uuid: string | null;
  properties: Record<string, unknown>;
}

export interface ArvadosWorkflow extends Row {
  name: string | null;
  description: string | null;
  definition: string | null;
}

export interface Tables {
  users: ArvadosUser[];
  links: ArvadosLink[];
  groups: ArvadosGroup[];
  collections: ArvadosCollection[];
  api_client_authorizations: ArvadosToken[];
  authorized_keys: ArvadosKey[];
  virtual_machines: ArvadosMachine[];
  container_requests: ArvadosContainerRequest[];
  workflows: ArvadosWorkflow[];
}

export type TableName = keyof Tables;

interface TableFacts {
  /** The middle part of its uuids. */
  readonly infix: string;
  /** As in `kind`: "arvados#user". */
  readonly kind: string;
  /** The attribute that holds the new values in a call: {"user": {…}}. */
  readonly attribute: string;
  /** The name in Rails' error texts. */
  readonly model: string;
  /** What a call may set. */
  readonly columns: readonly string[];
}

const COMMON = ["uuid", "owner_uuid", "created_at", "modified_at", "modified_by_user_uuid", "id"];
const facts = (infix: string, attribute: string, columns: string): TableFacts => {
  const model = attribute.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const kind = `arvados#${model.charAt(0).toLowerCase()}${model.slice(1)}`;
  return { infix, attribute, model, kind, columns: [...COMMON, ...columns.split(" ")] };
};

/** services/api/app/models of Arvados, and its discovery document. */
export const TABLES: Readonly<Record<TableName, TableFacts>> = {
  users: facts(
    "tpzed",
    "user",
    "email username first_name last_name identity_url is_admin is_active prefs redirect_to_user_uuid",
  ),
  links: facts("o0j2j", "link", "link_class name tail_uuid head_uuid properties"),
  groups: facts("j7d0g", "group", "name group_class description properties trash_at delete_at is_trashed"),
  collections: facts(
    "4zz18",
    "collection",
    "name description properties portable_data_hash manifest_text replication_desired storage_classes_desired trash_at delete_at is_trashed preserve_version",
  ),
  api_client_authorizations: facts("gj3su", "api_client_authorization", "api_token scopes expires_at"),
  authorized_keys: facts(
    "fngyi",
    "authorized_key",
    "name key_type authorized_user_uuid public_key expires_at",
  ),
  virtual_machines: facts("2x53u", "virtual_machine", "hostname"),
  container_requests: facts(
    "xvhdp",
    "container_request",
    "name state priority container_uuid requesting_container_uuid properties",
  ),
  workflows: facts("7fd4e", "workflow", "name description definition"),
};

/** What kind of thing a uuid names: "arvados#user"; undefined for text that is no uuid. */
export function kindOf(uuid: string | null): string | undefined {
  const infix = /^[a-z0-9]{5}-([a-z0-9]{5})-[a-z0-9]{15}$/.exec(uuid ?? "")?.[1];
  return Object.values(TABLES).find((each) => each.infix === infix)?.kind;
}
