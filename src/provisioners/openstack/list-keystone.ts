import type { FoundAccount, FoundProject, Reading } from "../found.ts";
import { KeystoneError } from "./call-keystone.ts";
import type { KeystoneClient } from "./keystone-client.ts";
import { type Listed, listPages } from "./list-pages.ts";

interface ListedUser {
  readonly id: string;
  readonly domain_id: string;
  readonly name: string;
  readonly email?: string | null;
  readonly enabled?: boolean;
}

interface ListedProject {
  readonly id: string;
  readonly domain_id: string;
  readonly name: string;
  readonly description?: string | null;
  readonly enabled?: boolean;
}

interface Assignment {
  readonly role: { readonly id: string };
  readonly user?: { readonly id: string };
  readonly scope: { readonly project?: { readonly id: string } };
}

const SYSTEM = "OpenStack";
/** Users of other domains with a role in one of our projects; each one is a request of its own. */
const MAX_STRANGERS = 2_000;
const MAX_NAMED = 5;
/** Keystone's own role for those who look after a project. */
const MANAGER = "manager";

/**
 * Reads the users and projects of our domain, and who has the member's role in a project, also through groups and other roles.
 * Users of other domains who have it are accounts, too. Changes nothing.
 */
export async function listKeystone(
  keystone: KeystoneClient,
  memberRole: string,
  onProgress: (entries: number) => void,
): Promise<Reading> {
  const domain_id = await keystone.domainId();
  const gaps: string[] = [];
  const remarks: string[] = [];
  let read = 0;
  async function list<Item>(collection: string, query: Readonly<Record<string, string>>) {
    const listed: Listed<Item> = await listPages<Item>(keystone, collection, query, (items) => {
      read += items;
      onProgress(read);
    });
    if (listed.isCut)
      gaps.push(
        `Keystone shows us only ${listed.items.length} of its ${collection.replaceAll("_", " ")}: raise list_limit in keystone.conf.`,
      );
    return listed.items;
  }

  const roles = await list<{ readonly id: string; readonly name: string }>("roles", {});
  const users = new Map((await list<ListedUser>("users", { domain_id })).map((user) => [user.id, user]));
  const projects = await list<ListedProject>("projects", { domain_id });
  const assignments = await list<Assignment>("role_assignments", { effective: "true" });
  const byProject = Map.groupBy(assignments, ({ scope }) => scope.project?.id);
  const roleNames = new Map(roles.map(({ id, name }) => [id, name.toLowerCase()]));
  const nameOfRole = ({ role }: Assignment) => roleNames.get(role.id);

  /** Returns the users who have a role in a project, with those of other domains. */
  async function usersWith(role: string, projectId: string, lost: Set<string>): Promise<ListedUser[]> {
    const here = (byProject.get(projectId) ?? []).filter((each) => nameOfRole(each) === role.toLowerCase());
    const found = new Map<string, ListedUser>();
    for (const { user } of here) {
      if (!user) continue;
      const known = users.get(user.id) ?? (await findStranger(user.id));
      if (known) found.set(known.id, known);
      else lost.add(user.id);
    }
    return [...found.values()];
  }

  const missing = new Set<string>();
  let strangers = 0;
  /** Finds a user who is not in our list; undefined if there is none, or if there are too many to ask for. */
  async function findStranger(id: string): Promise<ListedUser | undefined> {
    if (missing.has(id) || strangers++ >= MAX_STRANGERS) return undefined;
    const user = (await findOne<{ user: ListedUser }>(`/users/${encodeURIComponent(id)}`))?.user;
    if (user) users.set(id, user);
    else missing.add(id);
    return user;
  }

  /** Returns undefined for what doesn't exist, or what we may not see. */
  async function findOne<Answer>(path: string): Promise<Answer | undefined> {
    return keystone.find<Answer>(path).catch((error: unknown) => {
      if (error instanceof KeystoneError && error.status < 500) return undefined;
      throw error;
    });
  }

  const foundProjects: FoundProject[] = [];
  for (const { id, name, description, enabled } of projects) {
    const lost = new Set<string>();
    const members = await usersWith(memberRole, id, lost);
    const managers = await usersWith(MANAGER, id, lost);
    if (enabled === false) remarks.push(`The OpenStack project ${name} is disabled.`);
    const others = otherRoles(byProject.get(id) ?? [], members, nameOfRole);
    if (others.length > 0)
      remarks.push(`These have only other roles than ${memberRole} in ${name}: ${nameSome(others, users)}.`);
    const incomplete =
      lost.size > 0
        ? `Keystone doesn't show us users who have a role in ${name}: ${nameSome([...lost], users)}.`
        : undefined;
    if (incomplete !== undefined) gaps.push(incomplete);
    foundProjects.push({
      system: SYSTEM,
      id: `${domain_id}/${id}`,
      name,
      description: description || undefined,
      members: members.map(toId),
      owners: [],
      managers: managers.map(toId),
      incomplete,
    });
  }
  const config = await findOne<{ config?: { identity?: { driver?: string } } }>(
    `/domains/${domain_id}/config`,
  );
  const driver = config?.config?.identity?.driver;
  const isReadOnly = driver !== undefined && driver !== "sql";
  if (isReadOnly)
    remarks.push(`OpenStack takes the users of this domain from ${driver}, so acct can't change them.`);
  return {
    accounts: [...users.values()].map((user) => toAccount(user, isReadOnly && user.domain_id === domain_id)),
    projects: foundProjects,
    problems: [],
    remarks,
    incomplete: gaps.join(" ") || undefined,
  };
}

/** An ID in Keystone is unique, but it is made from the domain and may change with it. */
const toId = ({ id, domain_id }: ListedUser) => `${domain_id}/${id}`;

function toAccount(user: ListedUser, isReadOnly: boolean): FoundAccount {
  const { enabled } = user;
  return {
    system: SYSTEM,
    id: toId(user),
    username: user.name,
    // Federated users have no address.
    emails: user.email ? [user.email] : [],
    state: enabled === true ? "active" : enabled === false ? "disabled" : "unknown",
    ...(isReadOnly ? { isReadOnly } : {}),
  };
}

/** Returns the IDs of the users who have a role in a project, but not the member's. */
function otherRoles(
  assignments: readonly Assignment[],
  members: readonly ListedUser[],
  nameOfRole: (assignment: Assignment) => string | undefined,
): string[] {
  const known = new Set(members.map(({ id }) => id));
  const ids = assignments
    .filter((each) => nameOfRole(each) !== MANAGER)
    .flatMap(({ user }) => user?.id ?? [])
    .filter((id) => !known.has(id));
  return [...new Set(ids)];
}

function nameSome(ids: readonly string[], users: ReadonlyMap<string, ListedUser>): string {
  const names = ids.slice(0, MAX_NAMED).map((id) => users.get(id)?.name ?? id);
  const rest = ids.length - names.length;
  return [...names, ...(rest > 0 ? [`${rest} more`] : [])].join(", ");
}
