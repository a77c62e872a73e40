import { answered } from "../answered.ts";
import { GITLAB_ROLES, type Wanted } from "../conditions.ts";
import { no, type RuleSource, unknown, yes } from "../rule-source.ts";
import { REMOTE_MAX_AGE_MS } from "./max-age.ts";

/** What this source needs to know from GitLab. */
export interface GitLabMembers {
  /**
   * Returns the level of access (members.html, "Roles") that a user has in the group with this full path, from the group itself or one
   * above it; undefined if the user is not a member. Throws a `Failure` if there is no such group, or if acct may not see its members.
   */
  findMember(path: string, userId: number, signal: AbortSignal): Promise<number | undefined>;
  /** Throws a `Failure` if there is no such group, or if acct may not see it. */
  checkGroup(path: string): Promise<void>;
}

/** The levels by the names of the roles (GitLab, `Gitlab::Access`). */
const LEVELS = { guest: 10, planner: 15, reporter: 20, developer: 30, maintainer: 40, owner: 50 } as const;

/** `gitlabGroup: research/physics`, or `{ path, atLeast: developer }`: whether the account in GitLab is a member of a group. */
export function gitlabGroup({
  gitlab,
}: {
  readonly gitlab: GitLabMembers;
}): RuleSource<Wanted<"gitlabGroup">> {
  return {
    name: "gitlabGroup",
    system: "GitLab",
    maxAgeMs: REMOTE_MAX_AGE_MS,
    facts: ["gitlabUserId"],
    describe: ({ path: group, atLeast }) =>
      atLeast === undefined
        ? `the person is in the GitLab group ${group}`
        : `the person has at least the role ${atLeast} in the GitLab group ${group}`,
    ask: ({ path: group, atLeast }, { gitlabUserId: id }, signal) =>
      answered("GitLab", signal, async () => {
        if (id === undefined) return unknown("no GitLab account of this person is known");
        const level = await gitlab.findMember(group, id, signal);
        if (level === undefined) return no(`the GitLab user ${id} is not a member of ${group}`);
        const evidence = `the GitLab user ${id} is ${roleOf(level)} in ${group}`;
        // With minimal access, people see nothing of a group.
        return level >= LEVELS[atLeast ?? "guest"] ? yes(evidence) : no(evidence);
      }),
    async check(groups) {
      for (const { path } of groups) await gitlab.checkGroup(path);
    },
  };
}

const roleOf = (level: number): string =>
  GITLAB_ROLES.findLast((role) => LEVELS[role] <= level) ?? `at access level ${level}`;
