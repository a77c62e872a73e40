import { Failure } from "../../failure/failure.ts";
import { getWhole } from "./get-whole.ts";
import type { KeystoneClient } from "./keystone-client.ts";
import type { KeystoneProject } from "./projects.ts";
import type { KeystoneUser } from "./users.ts";

/** A role that someone has somewhere, with the names of everything in it. */
export interface Assignment {
  readonly role: { readonly id: string; readonly name: string };
  readonly user?: { readonly id: string; readonly name: string };
  readonly group?: { readonly id: string; readonly name: string };
  readonly scope: {
    readonly project?: { readonly id: string; readonly name: string };
    readonly domain?: { readonly id: string; readonly name: string };
  };
}

/** Manages who has the member role in which project. */
export function roleAssignments(keystone: KeystoneClient, role: string) {
  let roleId: Promise<string> | undefined;

  async function memberRole(): Promise<string> {
    roleId ??= keystone
      .get<{ roles: { id: string }[] }>(`/roles?${new URLSearchParams({ name: role })}`)
      .then(({ roles: [found] }) => {
        if (!found) throw new Failure(`Keystone has no role ${role}: check openstack.role`, { lasts: true });
        return found.id;
      });
    roleId.catch(() => {
      roleId = undefined;
    });
    return roleId;
  }

  async function list(query: Readonly<Record<string, string>>): Promise<Assignment[]> {
    const params = new URLSearchParams({ ...query, include_names: "true" });
    const { role_assignments } = await getWhole<{ role_assignments: Assignment[] }>(
      keystone,
      `/role_assignments?${params}`,
    );
    return role_assignments;
  }

  const path = (project: KeystoneProject, user: KeystoneUser, id: string) =>
    `/projects/${project.id}/users/${user.id}/roles/${id}`;

  return {
    async has(project: KeystoneProject, user: KeystoneUser): Promise<boolean> {
      const query = { "user.id": user.id, "scope.project.id": project.id, "role.id": await memberRole() };
      return (await list(query)).length > 0;
    },

    /** Keystone gives the same response if the role is already assigned. */
    async give(project: KeystoneProject, user: KeystoneUser): Promise<void> {
      await keystone.send("PUT", path(project, user, await memberRole()));
    },

    /** Takes every role of the user in this project, and returns their names. */
    async take(project: KeystoneProject, user: KeystoneUser): Promise<string[]> {
      const there = await list({ "user.id": user.id, "scope.project.id": project.id });
      for (const { role: each } of there) await keystone.send("DELETE", path(project, user, each.id));
      return there.map(({ role: each }) => each.name);
    },

    /** Lists everything that the user may do anywhere. */
    of: (user: KeystoneUser) => list({ "user.id": user.id }),

    /** Lists everything that users and groups may do in this project. */
    in: (project: Pick<KeystoneProject, "id">) => list({ "scope.project.id": project.id }),
  };
}
