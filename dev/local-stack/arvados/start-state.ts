import { contentOf } from "./add-record.ts";
import {
  type ArvadosState,
  allUsersGroup,
  anonymousUser,
  insert,
  systemGroup,
  systemUser,
} from "./arvados-state.ts";
import type { ClusterSettings } from "./cluster-settings.ts";
import { addPermission } from "./permission-links.ts";

const NO_GROUP = {
  description: null,
  properties: {},
  trash_at: null,
  delete_at: null,
  is_trashed: false,
  frozen_by_uuid: null,
};
const NO_USER = {
  username: null,
  identity_url: null,
  prefs: {},
  redirect_to_user_uuid: null,
};

/** What a cluster has before anyone uses it (services/api/lib/current_api_client.rb). */
export function startState(settings: ClusterSettings): ArvadosState {
  const state: ArvadosState = {
    settings,
    tables: {
      users: [],
      links: [],
      groups: [],
      collections: [],
      api_client_authorizations: [],
      authorized_keys: [],
      virtual_machines: [],
      container_requests: [],
      workflows: [],
    },
    blocks: new Map(),
    emails: [],
    now: () => Date.parse("2026-11-01T12:00:00Z"),
    nextId: 1,
  };
  const [root, all] = [systemUser(settings), allUsersGroup(settings)];
  insert(state, "users", {
    ...NO_USER,
    uuid: root,
    email: "root",
    first_name: "root",
    last_name: "",
    is_active: true,
    is_admin: true,
  });
  insert(state, "users", {
    ...NO_USER,
    uuid: anonymousUser(settings),
    email: "anonymous",
    first_name: "Anonymous",
    last_name: "",
    is_active: false,
    is_admin: false,
  });
  const role = { ...NO_GROUP, group_class: "role" };
  insert(state, "groups", { ...role, uuid: all, name: "All users" });
  insert(state, "groups", { ...role, uuid: systemGroup(settings), name: "System group" });
  addPublicThings(state, all, anonymousUser(settings));
  addPermission(state, { name: "can_manage", tail_uuid: root, head_uuid: all }, root);
  return state;
}

/** What everyone may see: all users, and people who aren't logged in through the anonymous user. */
function addPublicThings(state: ArvadosState, all: string, anonymous: string): void {
  const { settings } = state;
  const root = systemUser(settings);
  const [group, project] = ["anonymouspublic", "publicfavorites"].map(
    (rest) => `${settings.ClusterID}-j7d0g-${rest}`,
  ) as [string, string];
  const empty = `${settings.ClusterID}-4zz18-000000000000000`;
  insert(state, "groups", { ...NO_GROUP, uuid: group, name: "Anonymous group", group_class: "role" });
  insert(state, "groups", { ...NO_GROUP, uuid: project, name: "Public favorites", group_class: "project" });
  const { frozen_by_uuid: _, ...rest } = NO_GROUP;
  insert(state, "collections", { ...rest, ...contentOf(""), uuid: empty, name: "empty collection" });
  const pairs = [
    [all, group],
    [anonymous, group],
    [group, project],
    [group, empty],
  ] as const;
  for (const [tail_uuid, head_uuid] of pairs)
    addPermission(state, { name: "can_read", tail_uuid, head_uuid }, root);
}
