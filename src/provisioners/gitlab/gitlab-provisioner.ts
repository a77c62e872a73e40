import { ACCESS_LEVELS, type GitLab, type GitLabGroup, type GitLabUser } from "../../gitlab/gitlab.ts";
import { isHumanName } from "../../gitlab/user-record.ts";
import {
  type AccountRef,
  type ExternalRef,
  externalIdIn,
  NameConflictError,
  type PlannedChange,
  type Provisioner,
} from "../provisioner.ts";
import { missingLink } from "../shown-link.ts";
import { explainGitLab } from "./explain-gitlab.ts";
import { type AccountFound, type FindDeps, findAccount, type PersonRef } from "./find-account.ts";
import { findGroup } from "./find-group.ts";
import type { GitLabConfig } from "./gitlab-config.ts";
import { hasLevel, leaveGroup, roleOf } from "./memberships.ts";
import { describeLock, isKnownState, resumeUser, suspendUser } from "./suspension.ts";

type Config = Pick<GitLabConfig, "providers" | "groups" | "parentGroup" | "role">;

const PENDING = "blocked_pending_approval";

/**
 * Adds people to the groups of their projects, and blocks and unblocks them. It creates neither accounts nor groups: someone without an
 * account gets one by signing in to GitLab, and is added when acct compares again. That is no failure, and neither is an account that
 * waits for approval.
 */
export function gitLabProvisioner(config: Config, gitLab: GitLab, findDn?: FindDeps["findDn"]): Provisioner {
  const level = ACCESS_LEVELS[config.role];
  const find = (account: PersonRef): Promise<AccountFound> =>
    findAccount(account, { gitLab, providers: config.providers, findDn });
  const groupOf = (project: Parameters<typeof findGroup>[2]) => findGroup(gitLab, config, project);

  /** Adds the person, if the project has a group. Returns what there is now. */
  async function join(account: AccountRef, project: Parameters<typeof findGroup>[2]) {
    const [found, group] = await Promise.all([find(account), groupOf(project)]);
    const { user } = found;
    const ids = { account: user && userRef(user), project: group && groupRef(group) };
    if (!user) return { ...ids, summary: found.why };
    const whose = `@${user.username} of ${account.username}`;
    if (user.state === PENDING)
      return { ...ids, summary: `${whose} waits for approval in GitLab, and is added to groups afterwards` };
    if (!group) return { ...ids, summary: `${whose}; the project ${project.name} has no group` };
    const isNew = !(await hasLevel(gitLab, group, user, level));
    if (isNew) await gitLab.setMember(group.id, user.id, level);
    return {
      ...ids,
      summary: `${whose} is ${config.role} of ${group.fullPath}${isNew ? " (new)" : ""}`,
    };
  }

  return {
    name: "GitLab",

    async ping() {
      await gitLab.findUser(0);
    },

    async plan(person, project) {
      const [found, group] = await Promise.all([find(person), groupOf(project)]);
      return planLines({ username: person.username, role: config.role, group, found }, async (there, user) =>
        hasLevel(gitLab, there, user, level),
      );
    },

    ensure: join,

    async ensureMember(account, project) {
      const { summary: _, ...ids } = await join(account, project);
      return ids;
    },

    async identify(account) {
      const { user } = await find(account);
      return user && userRef(user);
    },

    async leave(account, project) {
      const [{ user }, group] = await Promise.all([find(account), groupOf(project)]);
      if (!user || !group) return "nothing to remove";
      const hasLeft = await leaveGroup(gitLab, group, user);
      return hasLeft
        ? `@${user.username} of ${account.username} was removed from ${group.fullPath}`
        : "nothing to remove";
    },

    async suspend(person) {
      const { user } = await find(person);
      return user ? suspendUser(gitLab, user) : "nothing to lock";
    },

    async findLock(person) {
      const { user } = await find(person);
      // This lock is the directory's, which GitLab may have noticed after acct locked the person there.
      return user && user.state !== "ldap_blocked" ? describeLock(user) : undefined;
    },

    async resume(person) {
      const { user } = await find(person);
      const summary = user
        ? await resumeUser(gitLab, user)
        : `${person.username} no longer has an account, and gets one by signing in to GitLab`;
      return { summary, needsPassword: false };
    },

    async findAccess(person) {
      const user = await find(person).then(
        (found) => found.user,
        (error: unknown) => {
          // The address belongs to someone else by now, and so does what they may do.
          if (error instanceof NameConflictError) return undefined;
          throw error;
        },
      );
      if (!user) return [];
      const lock = describeLock(user);
      const memberships = await gitLab.listMemberships(user.id);
      return [
        ...(lock === undefined ? [`@${user.username} can sign in to GitLab`] : []),
        ...(lock === undefined || isKnownState(user) ? [] : [lock]),
        ...memberships.map(
          ({ type, name, accessLevel }) =>
            `@${user.username} is still ${roleOf(accessLevel)} of the ${type} ${name}`,
        ),
      ];
    },

    async explain(person, projects) {
      const found = await find(person).catch((error: unknown) => {
        if (error instanceof NameConflictError) return error.message;
        throw error;
      });
      if (typeof found === "string") return [missingLink("entry", found)];
      return explainGitLab(found, projects, {
        role: config.role,
        groupOf,
        isIn: (group, user) => hasLevel(gitLab, group, user, level),
      });
    },

    async diff(person, projects) {
      const found = await find(person).catch((error: unknown) => {
        if (error instanceof NameConflictError) return error.message;
        throw error;
      });
      if (typeof found === "string") return [found];
      const { user } = found;
      if (!user) return found.isDoubtful ? [found.why] : [];
      const lock = describeLock(user);
      if (user.state === PENDING) return [lock ?? ""];
      const missing: string[] = [];
      for (const project of projects) {
        const group = await groupOf(project);
        if (group && !(await hasLevel(gitLab, group, user, level)))
          missing.push(`@${user.username} of ${person.username} is not ${config.role} of ${group.fullPath}`);
      }
      return [...(lock === undefined ? [] : [lock]), ...missing];
    },

    async findUnmanaged(project, members) {
      const group = await groupOf(project);
      if (!group) return [];
      const found = await gitLab.listMembers(group.id, "direct");
      const people = found.filter(({ username }) => isHumanName(username));
      const ours = new Set<number>();
      for (const member of people.length === 0 ? [] : members) {
        const id = externalIdIn(member, "GitLab") ?? (await find(member)).user?.id;
        if (id !== undefined) ours.add(Number(id));
      }
      return people
        .filter(({ userId }) => !ours.has(userId))
        .map(
          ({ username, accessLevel }) =>
            `@${username} was made ${roleOf(accessLevel)} of ${group.fullPath} manually`,
        );
    },
  };
}

interface Planned {
  readonly username: string;
  readonly role: string;
  readonly group: GitLabGroup | undefined;
  readonly found: AccountFound;
}

/** Describes what `ensure` would do. Nothing is new for someone whom it can't add yet. */
async function planLines(
  { username, role, group, found }: Planned,
  has: (group: GitLabGroup, user: GitLabUser) => Promise<boolean>,
): Promise<PlannedChange[]> {
  const { user } = found;
  const later = group ? `; acct then adds them to ${group.fullPath} as ${role}` : "";
  if (!user) return [{ text: `${found.why}${later}`, isNew: false }];
  const whose = `@${user.username} of ${username}`;
  if (user.state === PENDING)
    return [{ text: `${whose} waits for approval in GitLab${later}`, isNew: false }];
  if (!group) return [{ text: `${whose}, in no group`, isNew: false }];
  return [{ text: `${whose} as ${role} of ${group.fullPath}`, isNew: !(await has(group, user)) }];
}

const userRef = ({ id, username }: GitLabUser): ExternalRef => ({ id: String(id), name: username });
const groupRef = ({ id, fullPath }: GitLabGroup): ExternalRef => ({ id: String(id), name: fullPath });
