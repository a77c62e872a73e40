import { NameConflictError, type Project } from "../provisioner.ts";
import { isStatus } from "./call-keystone.ts";
import type { KeystoneClient } from "./keystone-client.ts";

export interface KeystoneProject {
  readonly id: string;
  readonly name: string;
  readonly tags: readonly string[];
}

/** Our mark on projects. Set in the same call that makes one, so that what lacks it is not ours. */
const TAG = "made-by-acct";
const CONFLICT = 409;

/** By its name in whatever case: two projects that differ in case alone would be one to people. */
export async function findProject(
  keystone: KeystoneClient,
  name: string,
): Promise<KeystoneProject | undefined> {
  const query = new URLSearchParams({ domain_id: await keystone.domainId(), name__icontains: name });
  const { projects } = await keystone.get<{ projects: KeystoneProject[] }>(`/projects?${query}`);
  return projects.find((project) => project.name.toLowerCase() === name.toLowerCase());
}

/** The project, and whether it was made. Throws `NamesakeError` for one that is not ours. */
export async function ensureProject(
  keystone: KeystoneClient,
  { name, description, adopted }: Project,
): Promise<[project: KeystoneProject, isNew: boolean]> {
  const before = await findProject(keystone, name);
  if (before) return [checkProject(before, adopted), false];
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
    return [checkProject(there, adopted), false];
  }
}

/** Ours is what bears our mark, or was there before us and is known to be joined. */
export function checkProject(project: KeystoneProject, adopted: boolean): KeystoneProject {
  if (adopted || project.tags.includes(TAG)) return project;
  throw new NameConflictError(`OpenStack has a project ${project.name} that is not ours.`, "project");
}
