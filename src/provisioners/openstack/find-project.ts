import type { KeystoneClient } from "./keystone-client.ts";

export interface KeystoneProject {
  readonly id: string;
  readonly name: string;
  readonly tags: readonly string[];
}

/** By its name in whatever case: two projects that differ in case alone would be one to people. */
export async function findProject(
  keystone: KeystoneClient,
  name: string,
): Promise<KeystoneProject | undefined> {
  const query = new URLSearchParams({ domain_id: await keystone.domainId(), name__icontains: name });
  const { projects } = await keystone.get<{ projects: KeystoneProject[] }>(`/projects?${query}`);
  return projects.find((project) => project.name.toLowerCase() === name.toLowerCase());
}
