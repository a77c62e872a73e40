import { type ArvadosState, systemUser } from "./arvados-state.ts";
import type { ArvadosToken, ArvadosUser, Row, TableName } from "./tables.ts";

/** Who calls. `token` is undefined for the system root token. */
export interface Caller {
  readonly user: ArvadosUser;
  readonly token: ArvadosToken | undefined;
}

const LEVELS: Readonly<Record<string, number>> = { can_read: 1, can_write: 2, can_manage: 3 };
export const levelOf = (name: string | null): number => LEVELS[name ?? ""] ?? 0;

/** What someone has permission for: 1 to read, 2 to write, 3 to manage, by uuid (services/api/db/structure.sql, `compute_permission_subgraph`). */
export function permissionsOf({ tables, settings }: ArvadosState, user: ArvadosUser): Map<string, number> {
  const known = new Map<string, number>();
  const users = new Set(tables.users.map(({ uuid }) => uuid));
  const visit = (uuid: string, level: number) => {
    if (level === 0 || (known.get(uuid) ?? 0) >= level) return;
    known.set(uuid, level);
    // Who may only read a user doesn't get what this user has.
    if (users.has(uuid) && level < 3) return;
    for (const group of tables.groups) if (group.owner_uuid === uuid) visit(group.uuid, level);
    if (uuid === systemUser(settings) && user.is_admin) return;
    for (const { link_class, tail_uuid, head_uuid, name } of tables.links)
      if (link_class === "permission" && tail_uuid === uuid)
        visit(head_uuid ?? "", Math.min(level, name === "can_login" ? 1 : levelOf(name)));
  };
  visit(user.uuid, 3);
  return known;
}

export const mayInvite = (state: ArvadosState, user: ArvadosUser): boolean =>
  user.is_active ||
  state.settings.NewUsersAreActive ||
  [...permissionsOf(state, user).keys()].some((uuid) => /-j7d0g-[a-z0-9]*f{5}$/.test(uuid));

/** How far someone may go with a row: 0 is not even to see it (`readable_by` and `can?` in Rails). */
export function levelFor(state: ArvadosState, { user }: Caller, table: TableName, row: Row): number {
  if (table === "users" && (row as ArvadosUser).redirect_to_user_uuid !== null) return 0;
  if (table === "api_client_authorizations") return row.owner_uuid === user.uuid ? 3 : 0;
  if (user.is_admin) return 3;
  const known = permissionsOf(state, user);
  return Math.max(
    known.get(row.uuid) ?? 0,
    ownedLevel(state, known, row.owner_uuid),
    extra(known, user, table, row),
  );
}

function ownedLevel({ tables }: ArvadosState, known: Map<string, number>, owner: string): number {
  const level = known.get(owner) ?? 0;
  return level < 3 && tables.users.some(({ uuid }) => uuid === owner) ? 0 : level;
}

/** Links and keys are also seen by those who they are about. */
function extra(known: Map<string, number>, user: ArvadosUser, table: TableName, row: Row): number {
  if (table === "authorized_keys")
    return (row as Row & { authorized_user_uuid: string }).authorized_user_uuid === user.uuid ? 1 : 0;
  if (table !== "links") return 0;
  const { link_class, tail_uuid, head_uuid } = row as Row & Record<string, string>;
  if (link_class !== "permission") return 0;
  return tail_uuid === user.uuid || (known.get(head_uuid ?? "") ?? 0) === 3 ? 1 : 0;
}
