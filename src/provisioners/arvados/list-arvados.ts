import type { ArvadosGroup, ArvadosLink, ArvadosUser } from "../../arvados/arvados.ts";
import { clusterOf, isSystemUser, isUuid } from "../../arvados/uuid.ts";
import type { FoundAccount, FoundProject, Reading } from "../found.ts";
import type { ArvadosSite } from "./arvados-site.ts";
import { ARVADOS } from "./find-user.ts";
import { chunks } from "./owned.ts";

/** Reads all users except the cluster's own, and the role groups with their members if projects have some. */
export async function listArvados(
  site: ArvadosSite,
  onProgress: (entries: number) => void,
): Promise<Reading> {
  const { arvados, config } = site;
  const cluster = await arvados.cluster();
  const users = await arvados.listUsers(onProgress);
  const groups = config.projectGroups
    ? await arvados.listGroups([["group_class", "=", "role"]], (read) =>
        onProgress(users.items.length + read),
      )
    : { items: [], missing: 0 };
  const roles = groups.items.filter(({ uuid }) => !/-(?:f{15}|0{15}|anonymouspublic)$/.test(uuid));
  const links: ArvadosLink[] = [];
  for (const some of chunks(roles.map(({ uuid }) => uuid)))
    links.push(
      ...(await arvados.listLinks([
        ["link_class", "=", "permission"],
        ["head_uuid", "in", some],
      ])),
    );
  const missing = users.missing + groups.missing;
  return {
    accounts: users.items
      .filter(({ uuid }) => !isSystemUser(uuid))
      .map((user) => toAccount(user, ![cluster.id, cluster.loginCluster].includes(clusterOf(user.uuid)))),
    projects: roles.map((group) =>
      toProject(
        group,
        links.filter(({ headUuid }) => headUuid === group.uuid),
      ),
    ),
    incomplete: missing > 0 ? `Arvados left ${missing} entries out of its lists.` : undefined,
    problems: [],
  };
}

const toAccount = (user: ArvadosUser, isReadOnly: boolean): FoundAccount => ({
  system: ARVADOS,
  id: user.uuid,
  username: user.username,
  givenName: user.firstName || undefined,
  familyName: user.lastName || undefined,
  emails: user.email === "" ? [] : [user.email],
  state: user.isActive ? "active" : "disabled",
  ...(isReadOnly ? { isReadOnly } : {}),
});

function toProject({ uuid, name, description }: ArvadosGroup, links: readonly ArvadosLink[]): FoundProject {
  const people = links.filter(({ tailUuid }) => isUuid(tailUuid, "user") && !isSystemUser(tailUuid));
  const uuids = (some: readonly ArvadosLink[]) => [...new Set(some.map(({ tailUuid }) => tailUuid))];
  return {
    system: ARVADOS,
    id: uuid,
    name,
    description: description || undefined,
    members: uuids(people),
    owners: uuids(people.filter((link) => link.name === "can_manage")),
  };
}
