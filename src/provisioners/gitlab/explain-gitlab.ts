import type { GitLabGroup, GitLabUser } from "../../gitlab/gitlab.ts";
import type { Project } from "../provisioner.ts";
import { missingLink, noteLink, okLink, type ShownLink } from "../shown-link.ts";
import type { AccountFound } from "./find-account.ts";
import { describeLock } from "./suspension.ts";

interface Lookups {
  readonly role: string;
  groupOf(project: Project): Promise<GitLabGroup | undefined>;
  isIn(group: GitLabGroup, user: GitLabUser): Promise<boolean>;
}

/** Says what GitLab shows of someone. An account there begins with the first sign-in, so it isn't missing before. */
export async function explainGitLab(
  found: AccountFound,
  projects: readonly Project[],
  { role, groupOf, isIn }: Lookups,
): Promise<ShownLink[]> {
  if (!found.user) return [(found.isDoubtful ? missingLink : noteLink)("entry", found.why)];
  const { user } = found;
  const lock = describeLock(user);
  const links = [
    okLink("entry", `@${user.username} is their account`),
    lock === undefined ? okLink("lock", `@${user.username} can sign in`) : missingLink("lock", lock),
  ];
  for (const project of projects) {
    const group = await groupOf(project);
    if (!group) continue;
    links.push(
      (await isIn(group, user))
        ? okLink("membership", `@${user.username} is ${role} of ${group.fullPath}`, project.name)
        : missingLink("membership", `@${user.username} isn't ${role} of ${group.fullPath}`, project.name),
    );
  }
  return links;
}
