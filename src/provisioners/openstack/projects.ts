import { externalIdIn, NameConflictError, type Project, RenewedIdError } from "../provisioner.ts";
import { isStatus } from "./call-keystone.ts";
import { getWhole } from "./get-whole.ts";
import type { KeystoneClient } from "./keystone-client.ts";
import { keystoneId } from "./users.ts";

export interface KeystoneProject {
  readonly id: string;
  readonly domain_id: string;
  readonly name: string;
  readonly tags: readonly string[];
  readonly enabled?: boolean;
}

/** The tag of our projects. It is set in the call that creates a project, so a project without it is not ours. */
const TAG = "made-by-acct";
/** The tag of a project that we have created, but that has no quotas of ours yet. */
export const UNFINISHED = "acct-sets-quotas";
const CONFLICT = 409;

/**
 * Finds a project by its ID, if we know it, or by its name. Names ignore case: people would take two projects that differ only
 * in case for one.
 */
export async function findProject(
  keystone: KeystoneClient,
  project: Pick<Project, "name" | "externalIds">,
): Promise<KeystoneProject | undefined> {
  const id = keystoneId(externalIdIn(project, "OpenStack"));
  const known =
    id && (await keystone.find<{ project: KeystoneProject }>(`/projects/${encodeURIComponent(id)}`));
  if (known) return known.project;
  const { name } = project;
  const query = new URLSearchParams({ domain_id: await keystone.domainId(), name__icontains: name });
  const { projects } = await getWhole<{ projects: KeystoneProject[] }>(keystone, `/projects?${query}`);
  return projects.find((each) => each.name.toLowerCase() === name.toLowerCase());
}

/** Returns the project and whether it was created, with these further tags. Throws `NameConflictError` for a project that is not ours. */
export async function ensureProject(
  keystone: KeystoneClient,
  project: Project,
  tags: readonly string[] = [],
): Promise<[project: KeystoneProject, isNew: boolean]> {
  const { name, description } = project;
  const before = await findProject(keystone, project);
  if (before) return [checkProject(before, project), false];
  const domain_id = await keystone.domainId();
  try {
    const made = await keystone.send<{ project: KeystoneProject }>("POST", "/projects", {
      project: { name, description, domain_id, tags: [TAG, ...tags] },
    });
    return [made.project, true];
  } catch (error) {
    // The project was created in the meantime, by another acct process or by someone else.
    const there = isStatus(error, CONFLICT) ? await findProject(keystone, project) : undefined;
    if (!there) throw error;
    return [checkProject(there, project), false];
  }
}

/**
 * Accepts a project that has our tag, whose ID we know, or that existed before acct and is known to be adopted. Throws
 * `RenewedIdError` if we know another ID, and `NameConflictError` otherwise.
 */
export function checkProject(
  found: KeystoneProject,
  project: Pick<Project, "adopted" | "externalIds">,
): KeystoneProject {
  const known = keystoneId(externalIdIn(project, "OpenStack"));
  if (known === found.id || found.tags.includes(TAG)) return found;
  if (known !== undefined) {
    throw new RenewedIdError(
      `The OpenStack project ${found.name} was created again: acct knows the ID ${known}, and it is ${found.id} now. If it is the same project, decide so with acct adopt`,
    );
  }
  if (project.adopted) return found;
  throw new NameConflictError(
    `OpenStack already has a project ${found.name} that acct did not create.`,
    "project",
  );
}
