import { Failure } from "../../failure/failure.ts";
import { fullName } from "../../view/full-name.ts";
import type { EmailStore } from "../email-store.ts";
import type { NameStore, UsernameStore } from "../name-store.ts";
import {
  AccountLockedError,
  PasswordRejectedError,
  type PasswordStore,
  PasswordsDeniedError,
} from "../password-store.ts";
import {
  type AccountRef,
  externalIdIn,
  NameConflictError,
  type Person,
  type Provisioner,
  RenewedIdError,
} from "../provisioner.ts";
import type { Quotas } from "../quotas.ts";
import { missingLink } from "../shown-link.ts";
import { toChange } from "../to-change.ts";
import { roleAssignments } from "./assignments.ts";
import { isStatus, KeystoneError } from "./call-keystone.ts";
import { canLogIn } from "./can-log-in.ts";
import { changeUser } from "./change-user.ts";
import { countOwned } from "./count-owned.ts";
import { projectsWithQuotas } from "./default-quotas.ts";
import { explainUser } from "./explain-user.ts";
import { type KeystoneClient, type KeystoneConfig, keystoneClient } from "./keystone-client.ts";
import { listKeystone } from "./list-keystone.ts";
import { openStackQuotas } from "./open-stack-quotas.ts";
import { checkProject, findProject } from "./projects.ts";
import {
  CHOSEN_BY_PERSON,
  hasAddress,
  type KeystoneUser,
  keystoneId,
  keystoneRef,
  keystoneUsers,
} from "./users.ts";

export interface OpenStackConfig extends KeystoneConfig {
  /** How users are named: by email address, as clouds with federated logins prefer, or by username. */
  readonly userName: "mail" | "username";
  /** The role that a member of a project gets: "member". */
  readonly role: string;
  /** The quotas of projects that we create. */
  readonly projectQuotas?: Partial<Quotas> | undefined;
}

const BAD_REQUEST = 400;

/**
 * Manages projects, users and role assignments in Keystone (Identity API v3). Every step looks before it acts, and the next
 * `ensure` completes an interrupted one: a user who was created without a role gets it then.
 */
export function openStack(
  config: OpenStackConfig,
  keystone: KeystoneClient = keystoneClient(config),
): Provisioner & EmailStore & NameStore & { readonly username: UsernameStore } & PasswordStore {
  const { role } = config;
  function toUserName({ username, email }: Pick<AccountRef, "username" | "email">): string {
    if (config.userName !== "mail") return username;
    if (email === null)
      throw new Failure(`${username} has no email address, which is the user name in OpenStack`, {
        lasts: true,
      });
    return email;
  }
  const users = keystoneUsers(keystone, toUserName);
  const assignments = roleAssignments(keystone, role);
  const projects = projectsWithQuotas(
    keystone,
    config.projectQuotas ?? {},
    openStackQuotas(config, keystone),
  );
  const change = (person: Person, changed: Person) =>
    changeUser(keystone, users, { person, changed }, toUserName);

  return {
    name: "OpenStack",

    async ping() {
      await keystone.get("/auth/catalog");
    },

    async plan(person, project) {
      const [found, user] = await Promise.all([findProject(keystone, project), users.findOurs(person)]);
      if (found) checkProject(found, project);
      return [
        { text: `project ${project.name} with ${toUserName(person)} as ${role}`, isNew: !found },
        ...projects.plan(project, !found),
        { text: `user ${toUserName(person)}`, isNew: !user },
      ];
    },

    async planProject(project) {
      const found = await findProject(keystone, project);
      if (found) checkProject(found, project);
      return [{ text: `project ${project.name}`, isNew: !found }, ...projects.plan(project, !found)];
    },

    async ensure(person, project) {
      const [made, isNewProject] = await projects.ensure(project);
      const [user, isNewUser] = await users.ensure(person, made);
      await assignments.give(made, user);
      if (!user.default_project_id && !person.adopted)
        await users.change(user, { default_project_id: made.id });
      return {
        summary: `user ${user.name}${isNewUser ? " (new)" : ""}, project ${made.name}${isNewProject ? " (new)" : ""}, of ${person.username}`,
        account: keystoneRef(user),
        project: keystoneRef(made),
      };
    },

    async ensureMember(account, project) {
      const [user, [made]] = await Promise.all([users.get(account), projects.ensure(project)]);
      await assignments.give(made, user);
      return { account: keystoneRef(user), project: keystoneRef(made) };
    },

    async identify(account) {
      const user = await users.findOurs(account);
      return user && keystoneRef(user);
    },

    async leave(account, { name, ...project }) {
      const [user, found] = await Promise.all([
        users.findOurs(account),
        findProject(keystone, { name, ...project }),
      ]);
      if (!user || !found) return "nothing to remove";
      const roles = await assignments.take(found, user);
      if (user.default_project_id === found.id) {
        const [next] = await assignments.of(user);
        await users.change(user, { default_project_id: next?.scope.project?.id ?? null });
      }
      return roles.length === 0
        ? "nothing to remove"
        : `user ${user.name} lost ${joinRoles(roles)} in ${name}`;
    },

    async suspend(person) {
      const user = await users.findOurs(person);
      if (!user) return "nothing to lock";
      if (user.enabled) await users.change(user, { enabled: false });
      return `user ${user.name} was disabled`;
    },

    // Keystone revokes the tokens of a user who is disabled (Identity API v3, "Update user").
    suspendEnds: "Their tokens in OpenStack end.",

    async findLock(person) {
      const user = await users.findOurs(person);
      return user && !user.enabled ? "enabled is false" : undefined;
    },

    async resume(person) {
      const user = await users.findOurs(person);
      // `ensure` creates the user again, with a password that no one knows.
      if (!user) return { summary: `user ${toUserName(person)} no longer exists`, needsPassword: true };
      if (!user.enabled) await users.change(user, { enabled: true });
      return { summary: `user ${user.name} was enabled`, needsPassword: false };
    },

    async findAccess(person) {
      const user = await users.findOurs(person).catch((error: unknown) => {
        // The name belongs to someone else by now, and so does what they may do.
        if (error instanceof NameConflictError) return undefined;
        if (error instanceof RenewedIdError) return error.message;
        throw error;
      });
      if (typeof user === "string") return [user];
      if (!user) return [];
      const there = await assignments.of(user);
      return [
        ...(user.enabled ? [`user ${user.name} can log in`] : []),
        ...there.map(
          ({ role: each, scope }) =>
            `user ${user.name} still has the role ${each.name} in ${scope.project?.name ?? scope.domain?.name ?? "the whole system"}`,
        ),
      ];
    },

    async erase(person) {
      const user = await users.findOurs(person);
      if (!user) return "nothing to delete";
      if (user.enabled)
        throw new Failure(`${user.name} is still enabled in OpenStack; acct only deletes disabled users`);
      await keystone.send("DELETE", `/users/${user.id}`);
      return `deleted user ${user.name}`;
    },

    async setEmail(person, email) {
      const user = await change(person, { ...person, email });
      return user
        ? `user ${user.name} has the address ${email} now`
        : `nothing to change for ${person.username}`;
    },

    async setName(person, name) {
      const user = await change(person, { ...person, ...name });
      return user
        ? `user ${user.name} has the description ${user.description} now`
        : `nothing to change for ${person.username}`;
    },

    username: {
      async planUsername(person, username) {
        if (config.userName === "mail") return ["users are named by address, so nothing changes"];
        const user = await users.findOurs(person);
        if (!user) return [`there is no user ${person.username}, so there is nothing to rename`];
        const other = await users.findNamed({ ...person, username });
        if (other && other.id !== user.id)
          throw new NameConflictError(
            `OpenStack has another user named ${username} (${other.email ?? "no email address"}).`,
          );
        return [`user ${user.name} → ${username}; ID, password, roles and resources stay`];
      },
      async setUsername(person, username) {
        const user = await change(person, { ...person, username });
        return user ? `user ${user.name} was renamed` : `nothing to change for ${person.username}`;
      },
    },

    async diff(person, projects) {
      const user = await users.findOurs(person).catch((error: unknown) => {
        if (error instanceof NameConflictError || error instanceof RenewedIdError) return error.message;
        throw error;
      });
      if (typeof user === "string") return [user];
      if (!user) return [`user ${toUserName(person)} is missing`];
      const found = userDifferences(user, person, toUserName(person));
      const ids: string[] = [];
      for (const project of projects) {
        const { name } = project;
        const there = await findProject(keystone, project);
        if (there) ids.push(there.id);
        if (!there) found.push(`project ${name} is missing`);
        else if (there.name.toLowerCase() !== name) found.push(`project ${name} is ${there.name} now`);
        if (there && !(await assignments.has(there, user)))
          found.push(`user ${user.name} does not have the role ${role} in ${name}`);
      }
      const isDefault =
        person.adopted || projects.length === 0 || ids.includes(user.default_project_id ?? "");
      return isDefault
        ? found
        : [...found, `user ${user.name} has none of their projects as the default project`];
    },

    async explain(person, projects) {
      const user = await users.findOurs(person).catch((error: unknown) => {
        if (error instanceof NameConflictError || error instanceof RenewedIdError) return error.message;
        throw error;
      });
      if (typeof user === "string") return [missingLink("entry", user)];
      if (!user) return [missingLink("entry", `there is no user ${toUserName(person)}`)];
      return explainUser(user, projects, {
        role,
        find: (project) => findProject(keystone, project),
        has: assignments.has,
      });
    },

    belongings: {
      async count(person) {
        const user = await users.findOurs(person);
        return user ? countOwned(keystone, assignments, user) : [];
      },
    },

    list: (onProgress) => listKeystone(keystone, role, onProgress),

    async findUnmanaged(project, members) {
      const found = await findProject(keystone, project);
      if (!found) return [];
      const known = new Set(
        members.flatMap((each) => (each.email === null ? each.username : toUserName(each))),
      );
      const ids = new Set(members.map((each) => keystoneId(externalIdIn(each, "OpenStack"))));
      return (await assignments.in(found)).flatMap(({ role: each, user, group }) => {
        const isOurs = user && each.name === role && (ids.has(user.id) || known.has(user.name));
        if (isOurs) return [];
        const who = user ? `user ${user.name}` : `group ${group?.name}`;
        return [`${who} was given the role ${each.name} in ${project.name} manually`];
      });
    },

    async setPassword(person, password) {
      const user = await users.get(person);
      if (!user.enabled) throw new AccountLockedError(`${user.name} is disabled in OpenStack`);
      try {
        await keystone.send("PATCH", `/users/${user.id}`, { user: { password, options: CHOSEN_BY_PERSON } });
      } catch (error) {
        if (isStatus(error, BAD_REQUEST)) throw new PasswordRejectedError((error as Error).message);
        if (error instanceof KeystoneError && error.status < 500) {
          throw new PasswordsDeniedError(`OpenStack doesn't let acct set passwords: ${error.message}`, {
            cause: error,
          });
        }
        throw error;
      }
    },

    async canLogIn(person, password) {
      const { id } = await users.get(person);
      return canLogIn({ ...config, caSetting: "openstack.caFile" }, id, password);
    },
  };
}

const joinRoles = (roles: readonly string[]) =>
  roles.length === 1 ? `the role ${roles[0]}` : `the roles ${roles.join(", ")}`;

/** Compares a user with the registry, one sentence per difference. */
function userDifferences(user: KeystoneUser, person: Person, name: string): string[] {
  const { email, username } = person;
  const called = fullName(person);
  return [
    ...(user.name === name
      ? []
      : [
          `user ${name} is ${user.name} now${name === username ? `; ${toChange("set-username", username, user.name)}` : ""}`,
        ]),
    ...(email === null || hasAddress(user, person)
      ? []
      : [
          `user ${user.name} has the address ${user.email ?? "(none)"} instead of ${email}; ${toChange("set-email", username, user.email ?? "")}`,
        ]),
    ...(person.adopted || user.description === called
      ? []
      : [
          `user ${user.name} has the description ${user.description || "(none)"} instead of ${called}; ${toChange("set-name", username, ...(user.description || "").split(/\s+/))}`,
        ]),
    ...(user.enabled ? [] : [`user ${user.name} is disabled`]),
  ];
}
