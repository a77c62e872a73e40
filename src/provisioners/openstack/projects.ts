import { NameConflictError, type Project } from "../provisioner.ts";
import { isStatus } from "./call-keystone.ts";
import type { KeystoneClient } from "./keystone-client.ts";

export interface KeystoneProject {
  readonly id: string;
  readonly name: string;
  readonly tags: readonly string[];
}

/** The tag of our projects. It is set in the call that creates a project, so a project without it is not ours. */
const TAG = "made-by-acct";
const CONFLICT = 409;

/** Finds a project by name and ignores case: people would take two projects that differ only in case for one. */
export async function findProject(
  keystone: KeystoneClient,
  name: string,
): Promise<KeystoneProject | undefined> {
  const query = new URLSearchParams({ domain_id: await keystone.domainId(), name__icontains: name });
  const { projects } = await keystone.get<{ projects: KeystoneProject[] }>(`/projects?${query}`);
  return projects.find((project) => project.name.toLowerCase() === name.toLowerCase());
}

/** Returns the project and whether it was created. Throws `NameConflictError` for a project that is not ours. */
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
    // The project was created in the meantime, by another acct process or by someone else.
    const there = isStatus(error, CONFLICT) ? await findProject(keystone, name) : undefined;
    if (!there) throw error;
    return [checkProject(there, adopted), false];
  }
}

/** Accepts a project that has our tag, or that existed before acct and is known to be adopted. */
export function checkProject(project: KeystoneProject, adopted: boolean): KeystoneProject {
  if (adopted || project.tags.includes(TAG)) return project;
  throw new NameConflictError(
    `OpenStack already has a project ${project.name} that acct did not create.`,
    "project",
  );
}
