import type { KnownProject } from "../db/registry-snapshot.ts";
import { systemOf } from "../pipeline/other-groups.ts";
import type { OtherGroup } from "../pipeline/pipeline-deps.ts";
import type { FoundGroup } from "./adoption-plan.ts";
import type { Selected } from "./select-found.ts";

type NamedGroup = Pick<OtherGroup, "name" | "system">;

/**
 * Leaves out the groups that people ask for besides their project, because their members are in no project of that name. One that
 * the registry knows as a project by its ID stays, without its members. `groups` has each of them.
 */
export function setGroupsAside(
  found: Selected,
  otherGroups: readonly NamedGroup[],
  known: readonly KnownProject[],
): { readonly selected: Selected; readonly groups: readonly FoundGroup[] } {
  const keys = new Set(otherGroups.map((group) => groupKey(systemOf(group), group.name)));
  const ids = new Set(
    known.flatMap((project) => project.ids.map(({ system, value }) => `${system}/${value}`)),
  );
  const isGroup = Map.groupBy(found.projects, ({ system, name }) => keys.has(groupKey(system, name)));
  const groups = isGroup.get(true) ?? [];
  const kept = groups.filter(({ system, id }) => ids.has(`${system}/${id}`));
  return {
    selected: {
      ...found,
      projects: [
        ...(isGroup.get(false) ?? []),
        ...kept.map((group) => ({ ...group, members: [], owners: [], managers: [] })),
      ],
      skippedProjects: found.skippedProjects + groups.length - kept.length,
    },
    groups: groups.map((group) => ({
      system: group.system,
      name: group.name,
      people: new Set([...group.members, ...group.owners, ...(group.managers ?? [])]).size,
      isProject: kept.includes(group),
    })),
  };
}

const groupKey = (system: string, name: string) => `${system}/${name.toLowerCase()}`;
