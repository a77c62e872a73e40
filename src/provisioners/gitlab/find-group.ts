import { Failure } from "../../failure/failure.ts";
import type { GitLab, GitLabGroup } from "../../gitlab/gitlab.ts";
import { externalIdIn, type Project } from "../provisioner.ts";
import type { GitLabConfig } from "./gitlab-config.ts";

/**
 * Finds the group of a project: the one that the settings name, or the one with the project's name in the parent group, also if it was
 * renamed since acct saw it. Undefined if the project has none; acct creates no groups. Throws a `Failure` if the settings name one
 * that doesn't exist.
 */
export async function findGroup(
  gitLab: Pick<GitLab, "findGroup" | "findGroupById">,
  { groups, parentGroup }: Pick<GitLabConfig, "groups" | "parentGroup">,
  project: Pick<Project, "name" | "externalIds">,
): Promise<GitLabGroup | undefined> {
  const { name } = project;
  const path = Object.hasOwn(groups, name) ? groups[name] : undefined;
  if (path !== undefined) {
    const group = await gitLab.findGroup(path);
    if (group) return group;
    throw new Failure(
      `GitLab has no group ${path}, which is set for the project ${name}: create it there, or change gitlab.groups`,
      { lasts: true },
    );
  }
  if (parentGroup === undefined) return undefined;
  const id = externalIdIn(project, "GitLab");
  const known = id !== undefined && /^\d+$/.test(id) ? await gitLab.findGroupById(Number(id)) : undefined;
  return known ?? gitLab.findGroup(`${parentGroup}/${name}`);
}
