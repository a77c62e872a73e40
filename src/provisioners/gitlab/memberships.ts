import { Failure } from "../../failure/failure.ts";
import { ACCESS_LEVELS, type GitLab, type GitLabGroup, type GitLabUser } from "../../gitlab/gitlab.ts";

type Members = Pick<GitLab, "findMember" | "setMember" | "removeMember">;

/** Whether someone has at least this level in the group, directly or through a group above it. */
export async function hasLevel(
  gitLab: Members,
  group: GitLabGroup,
  user: GitLabUser,
  level: number,
): Promise<boolean> {
  const member = await gitLab.findMember(group.id, user.id, "all");
  return member !== undefined && member.accessLevel >= level;
}

/**
 * Ends a membership with everything below the group. Returns false if there was none. Throws a `Failure` that lasts if the person still
 * has rights through a group above, which acct doesn't touch.
 */
export async function leaveGroup(gitLab: Members, group: GitLabGroup, user: GitLabUser): Promise<boolean> {
  const direct = await gitLab.findMember(group.id, user.id, "direct");
  if (direct) await gitLab.removeMember(group.id, user.id);
  const left = await gitLab.findMember(group.id, user.id, "all");
  if (!left) return direct !== undefined;
  throw new Failure(
    `@${user.username} is still ${roleOf(left.accessLevel)} of ${group.fullPath} through a group above it or a shared one: remove them there`,
    { lasts: true },
  );
}

/** "developer". A level that has no name, such as a custom role's, is shown as a number. */
export const roleOf = (level: number): string =>
  Object.entries(ACCESS_LEVELS).find(([, each]) => each === level)?.[0] ??
  `a member with access level ${level}`;
