import { Failure } from "../../failure/failure.ts";
import type { EmailStore } from "../email-store.ts";
import {
  AccountLockedError,
  PasswordRejectedError,
  type PasswordStore,
  PasswordsDeniedError,
} from "../password-store.ts";
import type { AccountRef, Provisioner } from "../provisioner.ts";
import { roleAssignments } from "./assignments.ts";
import { isStatus, KeystoneError } from "./call-keystone.ts";
import { type KeystoneClient, type KeystoneConfig, keystoneClient } from "./keystone-client.ts";
import { checkProject, ensureProject, findProject } from "./projects.ts";
import { setUserEmail } from "./set-user-email.ts";
import { hasAddress, keystoneUsers } from "./users.ts";

export interface OpenStackConfig extends KeystoneConfig {
  /** How users are named: by email address, as clouds with federated logins prefer, or by username. */
  readonly userName: "mail" | "username";
  /** The role that a member of a project gets: "member". */
  readonly role: string;
}

const BAD_REQUEST = 400;

/**
 * Manages projects, users and role assignments in Keystone (Identity API v3). Every step looks before it acts, and the next
 * `ensure` completes an interrupted one: a user who was created without a role gets it then.
 */
export function openStack(
  config: OpenStackConfig,
  keystone: KeystoneClient = keystoneClient(config),
): Provisioner & EmailStore & PasswordStore {
  const { role } = config;
  function toUserName({ username, email }: AccountRef): string {
    if (config.userName !== "mail") return username;
    if (email === null)
      throw new Failure(`${username} has no email address, which is the user name in OpenStack`);
    return email;
  }
  const users = keystoneUsers(keystone, toUserName);
  const assignments = roleAssignments(keystone, role);

  return {
    name: "OpenStack",

    async ping() {
      await keystone.get("/auth/catalog");
    },

    async plan(person, { name, adopted }) {
      const [project, user] = await Promise.all([findProject(keystone, name), users.findOurs(person)]);
      if (project) checkProject(project, adopted);
      return [
        { text: `project ${name} with ${toUserName(person)} as ${role}`, isNew: !project },
        { text: `user ${toUserName(person)}`, isNew: !user },
      ];
    },

    async ensure(person, project) {
      const [made, isNewProject] = await ensureProject(keystone, project);
      const [user, isNewUser] = await users.ensure(person, made);
      await assignments.give(made, user);
      return `user ${user.name}${isNewUser ? " (new)" : ""}, project ${made.name}${isNewProject ? " (new)" : ""}, of ${person.username}`;
    },

    async ensureMember(account, project) {
      const [user, [made]] = await Promise.all([users.get(account), ensureProject(keystone, project)]);
      await assignments.give(made, user);
    },

    async leave(person, { name }) {
      const [user, project] = await Promise.all([users.findOurs(person), findProject(keystone, name)]);
      if (!user) return "nothing to remove";
      if (project) await assignments.take(project, user);
      if (user.enabled) await keystone.send("PATCH", `/users/${user.id}`, { user: { enabled: false } });
      return `user ${user.name} was disabled and removed from ${name}`;
    },

    async findLock(person) {
      const user = await users.findOurs(person);
      return user && !user.enabled ? "enabled is false" : undefined;
    },

    async resume(person) {
      const user = await users.findOurs(person);
      // `ensure` creates the user again, with a password that no one knows.
      if (!user) return { summary: `user ${toUserName(person)} no longer exists`, needsPassword: true };
      if (!user.enabled) await keystone.send("PATCH", `/users/${user.id}`, { user: { enabled: true } });
      return { summary: `user ${user.name} was enabled`, needsPassword: false };
    },

    async erase(person) {
      const user = await users.findOurs(person);
      if (!user) return "nothing to delete";
      if (user.enabled)
        throw new Failure(`${user.name} is still enabled in OpenStack; acct only deletes disabled users`);
      await keystone.send("DELETE", `/users/${user.id}`);
      return `deleted user ${user.name}`;
    },

    setEmail: (person, email) => setUserEmail(keystone, users, person, email, toUserName),

    async diff(person, projects) {
      const user = await users.find(person);
      if (!user) return [`user ${toUserName(person)} is missing`];
      if (!hasAddress(user, person)) {
        return [`user ${user.name} has the address ${user.email ?? "(none)"} instead of ${person.email}`];
      }
      const found = user.enabled ? [] : [`user ${user.name} is disabled`];
      for (const { name } of projects) {
        const project = await findProject(keystone, name);
        if (!project) found.push(`project ${name} is missing`);
        else if (!(await assignments.has(project, user)))
          found.push(`user ${user.name} does not have the role ${role} in ${name}`);
      }
      return found;
    },

    async findUnmanaged({ name }, members) {
      const project = await findProject(keystone, name);
      if (!project) return [];
      const known = new Set(members.map(toUserName));
      const there = await assignments.names(project);
      return there
        .filter((user) => !known.has(user))
        .map((user) => `user ${user} was given the role ${role} in ${name} manually`);
    },

    async setPassword(person, password) {
      const user = await users.get(person);
      if (!user.enabled) throw new AccountLockedError(`${user.name} is disabled in OpenStack`);
      try {
        await keystone.send("PATCH", `/users/${user.id}`, { user: { password } });
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
  };
}
