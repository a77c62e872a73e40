import { Failure } from "../../failure/failure.ts";
import type { KeystoneClient } from "./keystone-client.ts";
import type { KeystoneProject } from "./projects.ts";
import type { KeystoneUser } from "./users.ts";

/** Manages who has the member role in which project. */
export function roleAssignments(keystone: KeystoneClient, role: string) {
  let roleId: Promise<string> | undefined;

  async function memberRole(): Promise<string> {
    roleId ??= keystone
      .get<{ roles: { id: string }[] }>(`/roles?${new URLSearchParams({ name: role })}`)
      .then(({ roles: [found] }) => {
        if (!found) throw new Failure(`Keystone has no role ${role}: check openstack.role`);
        return found.id;
      });
    roleId.catch(() => {
      roleId = undefined;
    });
    return roleId;
  }

  async function list<Assignment>(query: Readonly<Record<string, string>>): Promise<Assignment[]> {
    const params = new URLSearchParams({ ...query, "role.id": await memberRole() });
    const { role_assignments } = await keystone.get<{ role_assignments: Assignment[] }>(
      `/role_assignments?${params}`,
    );
    return role_assignments;
  }

  const path = async (project: KeystoneProject, user: KeystoneUser) =>
    `/projects/${project.id}/users/${user.id}/roles/${await memberRole()}`;

  async function has(project: KeystoneProject, user: KeystoneUser): Promise<boolean> {
    return (await list({ "user.id": user.id, "scope.project.id": project.id })).length > 0;
  }

  return {
    has,

    /** Keystone gives the same response if the role is already assigned. */
    async give(project: KeystoneProject, user: KeystoneUser): Promise<void> {
      await keystone.send("PUT", await path(project, user));
    },

    async take(project: KeystoneProject, user: KeystoneUser): Promise<void> {
      if (await has(project, user)) await keystone.send("DELETE", await path(project, user));
    },

    /** Lists the names of all users with the role. */
    async names(project: KeystoneProject): Promise<string[]> {
      const query = { "scope.project.id": project.id, include_names: "true" };
      const there = await list<{ user?: { name: string } }>(query);
      return there.flatMap(({ user }) => user?.name ?? []);
    },
  };
}
