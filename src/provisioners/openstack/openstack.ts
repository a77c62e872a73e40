import { randomBytes } from "node:crypto";
import { PasswordRefusedError, type Passwords } from "../passwords.ts";
import { type Account, NamesakeError, type Person, type Project, type Provisioner } from "../provisioner.ts";
import { findProject, type KeystoneProject } from "./find-project.ts";
import {
  type KeystoneClient,
  type KeystoneConfig,
  KeystoneError,
  keystoneClient,
} from "./keystone-client.ts";

export interface OpenStackConfig extends KeystoneConfig {
  /** How users are called there: by their address, as clouds with federated logins like it, or by their username. */
  readonly userName: "mail" | "username";
  /** What a member of a project is given: "member". */
  readonly role: string;
}

interface KeystoneUser {
  readonly id: string;
  readonly name: string;
  readonly email?: string;
  readonly enabled: boolean;
}

/** Our mark on projects. Set in the same call that makes one, so that what lacks it is not ours. */
const TAG = "made-by-acct";
const CONFLICT = 409;
const BAD_REQUEST = 400;

/**
 * Projects, users and role assignments in Keystone (Identity API v3). Every step looks before it acts, and one that was
 * interrupted is completed by the next `ensure`: a user who was made and got no role yet gets it then.
 */
export function openStack(
  config: OpenStackConfig,
  keystone: KeystoneClient = keystoneClient(config),
): Provisioner & Passwords {
  let roleId: Promise<string> | undefined;
  const nameOf = ({ username, email }: Account) => (config.userName === "mail" ? email : username);

  async function findUser(account: Account): Promise<KeystoneUser | undefined> {
    const query = new URLSearchParams({ name: nameOf(account), domain_id: await keystone.domainId() });
    const { users } = await keystone.get<{ users: KeystoneUser[] }>(`/users?${query}`);
    return users[0];
  }

  /** True when it was made. */
  async function ensureProject({ name, description, adopted }: Project): Promise<[KeystoneProject, boolean]> {
    const before = await findProject(keystone, name);
    if (before) return [mine(before, adopted), false];
    const domain_id = await keystone.domainId();
    try {
      const { project } = await keystone.send<{ project: KeystoneProject }>("POST", "/projects", {
        project: { name, description, domain_id, tags: [TAG] },
      });
      return [project, true];
    } catch (error) {
      // Somebody was faster: another process of ours, or a stranger.
      const there = isStatus(error, CONFLICT) ? await findProject(keystone, name) : undefined;
      if (!there) throw error;
      return [mine(there, adopted), false];
    }
  }

  function mine(project: KeystoneProject, adopted: boolean): KeystoneProject {
    if (adopted || project.tags.includes(TAG)) return project;
    throw new NamesakeError(`OpenStack has a project ${project.name} that is not ours.`);
  }

  async function ensureUser(person: Person, project: KeystoneProject): Promise<[KeystoneUser, boolean]> {
    const before = await findUser(person);
    if (before) return [same(before, person), false];
    const { email, givenName, familyName } = person;
    const user = {
      name: nameOf(person),
      email,
      description: `${givenName} ${familyName}`,
      // Nobody knows it: the person chooses theirs on the password page.
      password: `${randomBytes(24).toString("base64url")}aA1`,
      domain_id: await keystone.domainId(),
      default_project_id: project.id,
    };
    try {
      const made = await keystone.send<{ user: KeystoneUser }>("POST", "/users", { user });
      return [made.user, true];
    } catch (error) {
      const there = isStatus(error, CONFLICT) ? await findUser(person) : undefined;
      if (!there) throw error;
      return [same(there, person), false];
    }
  }

  function same(user: KeystoneUser, { email }: Account): KeystoneUser {
    if ((user.email ?? "").toLowerCase() === email.toLowerCase()) return user;
    throw new NamesakeError(
      `OpenStack has a user ${user.name} with another address (${user.email ?? "none"}).`,
    );
  }

  async function memberRole(): Promise<string> {
    roleId ??= keystone
      .get<{ roles: { id: string }[] }>(`/roles?${new URLSearchParams({ name: config.role })}`)
      .then(({ roles: [role] }) => {
        if (!role) throw new Error(`Keystone has no role ${config.role}: check openstack.role`);
        return role.id;
      });
    roleId.catch(() => {
      roleId = undefined;
    });
    return roleId;
  }

  const assignment = async (project: KeystoneProject, user: KeystoneUser) =>
    `/projects/${project.id}/users/${user.id}/roles/${await memberRole()}`;

  async function existing(account: Account): Promise<KeystoneUser> {
    const user = await findUser(account);
    if (!user) throw new Error(`OpenStack has no user ${nameOf(account)}`);
    return same(user, account);
  }

  async function isAssigned(project: KeystoneProject, user: KeystoneUser): Promise<boolean> {
    const query = new URLSearchParams({
      "user.id": user.id,
      "scope.project.id": project.id,
      "role.id": await memberRole(),
    });
    const { role_assignments } = await keystone.get<{ role_assignments: unknown[] }>(
      `/role_assignments?${query}`,
    );
    return role_assignments.length > 0;
  }

  return {
    name: "OpenStack",

    async plan(person, { name, adopted }) {
      const [project, user] = await Promise.all([findProject(keystone, name), findUser(person)]);
      if (project && !adopted) mine(project, adopted);
      if (user) same(user, person);
      return [
        `project ${name}${project ? "" : " (new)"}, ${config.role}: ${nameOf(person)}`,
        `user ${nameOf(person)}${user ? "" : " (new)"}`,
      ];
    },

    async ensure(person, project) {
      const [made, isNewProject] = await ensureProject(project);
      const [user, isNewUser] = await ensureUser(person, made);
      await keystone.send("PUT", await assignment(made, user));
      return `user ${user.name}${isNewUser ? " (new)" : ""}, project ${made.name}${isNewProject ? " (new)" : ""}, of ${person.username}`;
    },

    async ensureMember(account, project) {
      const [user, [made]] = await Promise.all([existing(account), ensureProject(project)]);
      await keystone.send("PUT", await assignment(made, user));
    },

    async remove(person, { name }) {
      const [user, project] = await Promise.all([findUser(person), findProject(keystone, name)]);
      if (!user) return "nothing to take";
      same(user, person);
      if (project && (await isAssigned(project, user))) {
        await keystone.send("DELETE", await assignment(project, user));
      }
      if (user.enabled) await keystone.send("PATCH", `/users/${user.id}`, { user: { enabled: false } });
      return `user ${user.name} is disabled and no member of ${name} any more`;
    },

    async erase(person) {
      const user = await findUser(person);
      if (!user) return "nothing to delete";
      same(user, person);
      if (user.enabled)
        throw new Error(`OpenStack lets ${user.name} in: they are deleted only after they were shut out`);
      await keystone.send("DELETE", `/users/${user.id}`);
      return `user ${user.name} is deleted`;
    },

    async compare(person, projects) {
      const user = await findUser(person);
      if (!user) return [`user ${nameOf(person)} is missing`];
      if ((user.email ?? "").toLowerCase() !== person.email.toLowerCase()) {
        return [`user ${user.name} has the address ${user.email ?? "(none)"} instead of ${person.email}`];
      }
      const found = user.enabled ? [] : [`user ${user.name} is disabled`];
      for (const { name } of projects) {
        const project = await findProject(keystone, name);
        if (!project) found.push(`project ${name} is missing`);
        else if (!(await isAssigned(project, user)))
          found.push(`user ${user.name} is no ${config.role} of ${name}`);
      }
      return found;
    },

    async findExtras({ name }, members) {
      const project = await findProject(keystone, name);
      if (!project) return [];
      const query = new URLSearchParams({
        "scope.project.id": project.id,
        "role.id": await memberRole(),
        include_names: "true",
      });
      const { role_assignments } = await keystone.get<{ role_assignments: { user?: { name: string } }[] }>(
        `/role_assignments?${query}`,
      );
      const known = new Set(members.map(nameOf));
      const there = role_assignments.flatMap(({ user }) => user?.name ?? []);
      return there
        .filter((user) => !known.has(user))
        .map((user) => `user ${user} is a ${config.role} of ${name}, by hand`);
    },

    async setPassword(account, password) {
      const user = await existing(account);
      try {
        await keystone.send("PATCH", `/users/${user.id}`, { user: { password } });
      } catch (error) {
        if (isStatus(error, BAD_REQUEST)) throw new PasswordRefusedError((error as Error).message);
        throw error;
      }
    },
  };
}

function isStatus(error: unknown, status: number): boolean {
  return error instanceof KeystoneError && error.status === status;
}
