import type { Project } from "../provisioner.ts";
import { missingLink, okLink, type ShownLink } from "../shown-link.ts";
import type { KeystoneProject } from "./projects.ts";
import type { KeystoneUser } from "./users.ts";

interface Lookups {
  readonly role: string;
  find(project: Project): Promise<KeystoneProject | undefined>;
  has(project: KeystoneProject, user: KeystoneUser): Promise<boolean>;
}

/** Says what Keystone shows of a user who exists, and of their projects. */
export async function explainUser(
  user: KeystoneUser,
  projects: readonly Project[],
  lookups: Lookups,
): Promise<ShownLink[]> {
  const links = [
    okLink("entry", `the user ${user.name} exists`),
    user.enabled
      ? okLink("enabled", `the user ${user.name} is enabled`)
      : missingLink("enabled", `the user ${user.name} is disabled`),
    ...explainPassword(user),
  ];
  for (const project of projects) links.push(...(await explainProject(user, project, lookups)));
  return links;
}

/** Keystone doesn't say whether a password was set, only when it expires. */
function explainPassword({ name, password_expires_at: expires }: KeystoneUser): ShownLink[] {
  if (!expires) return [];
  const moment = new Date(/Z$/i.test(expires) ? expires : `${expires}Z`);
  const day = moment.toISOString().slice(0, 10);
  return [
    moment.getTime() <= Date.now()
      ? missingLink("password", `the password of the user ${name} expired on ${day}`)
      : okLink("password", `the password of the user ${name} is valid until ${day}`),
  ];
}

async function explainProject(
  user: KeystoneUser,
  project: Project,
  { role, find, has }: Lookups,
): Promise<ShownLink[]> {
  const { name } = project;
  const found = await find(project);
  if (!found) return [missingLink("project", `there is no project ${name}`, name)];
  return [
    found.enabled === false
      ? missingLink("project", `the project ${found.name} is disabled`, name)
      : okLink("project", `the project ${found.name} exists`, name),
    (await has(found, user))
      ? okLink("membership", `the user ${user.name} has the role ${role} in ${found.name}`, name)
      : missingLink(
          "membership",
          `the user ${user.name} doesn't have the role ${role} in ${found.name}`,
          name,
        ),
  ];
}
