/** What the simulated server knows. Tests change it freely between two calls. */
export interface GitLabState {
  readonly users: Map<number, SimulatedUser>;
  readonly groups: Map<number, SimulatedGroup>;
  /** Accounts that were rejected, and that a background job will delete. */
  readonly condemned: Set<number>;
  /** Emails that GitLab would have sent: "approved ann", "rejected bob". */
  readonly emails: string[];
  nextId: number;
}

export interface SimulatedUser {
  readonly id: number;
  username: string;
  name: string;
  state: string;
  email: string;
  confirmed_at: string | null;
  created_at: string;
  identities: { provider: string; extern_uid: string }[];
  is_admin: boolean;
  bot: boolean;
  /** As in app/models/concerns/has_user_type.rb: "human", "project_bot", "service_account", "ghost", "placeholder"… */
  user_type: string;
  /** Whether the person was active in the last 90 days, so that the account can't be deactivated. */
  isRecentlyActive: boolean;
  /** What GitLab says about the account instead of approving it. */
  invalid: string | undefined;
  issues: number;
  mergeRequests: number;
  events: number;
  /** IDs of personal projects. */
  projects: number[];
  readonly attributes: Map<string, string>;
}

export interface SimulatedGroup {
  readonly id: number;
  name: string;
  full_path: string;
  /** Access levels by user ID. */
  readonly members: Map<number, number>;
  /** Access levels by address. */
  readonly invitations: Map<string, number>;
}

export type NewUser = Partial<Omit<SimulatedUser, "id" | "attributes">> & Pick<SimulatedUser, "username">;

export const newState = (): GitLabState => ({
  users: new Map(),
  groups: new Map(),
  condemned: new Set(),
  emails: [],
  nextId: 1,
});

export function addUser(state: GitLabState, { username, ...given }: NewUser): SimulatedUser {
  const id = state.nextId++;
  const user: SimulatedUser = {
    id,
    username,
    name: username,
    state: "active",
    email: `${username}@example.org`,
    confirmed_at: "2026-01-01T00:00:00.000Z",
    created_at: "2026-01-01T00:00:00.000Z",
    identities: [],
    is_admin: false,
    bot: false,
    user_type: "human",
    isRecentlyActive: false,
    invalid: undefined,
    issues: 0,
    mergeRequests: 0,
    events: 0,
    projects: [],
    attributes: new Map(),
    ...given,
  };
  state.users.set(id, user);
  return user;
}

export function removeUser(state: GitLabState, id: number): void {
  state.users.delete(id);
  for (const { members } of state.groups.values()) members.delete(id);
}

export function addGroup(state: GitLabState, fullPath: string): SimulatedGroup {
  const known = findGroup(state, fullPath);
  if (known) return known;
  const group: SimulatedGroup = {
    id: state.nextId++,
    name: fullPath.split("/").at(-1) ?? "",
    full_path: fullPath,
    members: new Map(),
    invitations: new Map(),
  };
  state.groups.set(group.id, group);
  return group;
}

/** Finds a group by ID or by path. As in lib/api/helpers.rb (`find_group`), digits are always an ID. */
export function findGroup(state: GitLabState, idOrPath: string): SimulatedGroup | undefined {
  if (/^\d+$/.test(idOrPath)) return state.groups.get(Number(idOrPath));
  return [...state.groups.values()].find(
    ({ full_path }) => full_path.toLowerCase() === idOrPath.toLowerCase(),
  );
}

/** The level that someone has in a group, or in one above it; undefined: they are no member. */
export function inheritedLevel(
  state: GitLabState,
  { full_path: path }: SimulatedGroup,
  userId: number,
): number | undefined {
  const levels = [...state.groups.values()]
    .filter(({ full_path }) => path === full_path || path.startsWith(`${full_path}/`))
    .flatMap(({ members }) => members.get(userId) ?? []);
  return levels.length === 0 ? undefined : Math.max(...levels);
}
