import { Failure } from "../../failure/failure.ts";
import type { GitLab } from "../../gitlab/gitlab.ts";
import type { GitLabMembers } from "./gitlab-group.ts";

/** Reads the members of groups from GitLab, those of the groups above included. */
export function gitLabMembers(gitlab: GitLab): GitLabMembers {
  const findGroup = async (path: string) => {
    const group = await gitlab.findGroup(path);
    if (!group) throw new Failure(`GitLab shows acct no group ${path}`);
    return group;
  };
  return {
    async findMember(path, userId) {
      return (await gitlab.findMember((await findGroup(path)).id, userId, "all"))?.accessLevel;
    },
    async checkGroup(path) {
      await findGroup(path);
    },
  };
}
