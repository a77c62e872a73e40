import { z } from "zod";
import type { GitLabMembership } from "./gitlab.ts";
import type { GitLabHttp } from "./gitlab-http.ts";
import { listPages } from "./list-pages.ts";

const membershipRecord = z.looseObject({
  source_id: z.int(),
  source_name: z.string(),
  source_type: z.string(),
  access_level: z.int(),
});
const projectRecord = z.looseObject({ id: z.int() });

/**
 * Lists the direct memberships of a user (GitLab, doc/api/users.md, "List projects and groups that a user is a member of"). Everyone is
 * a member of their own personal projects, which say nothing.
 */
export async function listMemberships(http: GitLabHttp, userId: number): Promise<GitLabMembership[]> {
  const [found, personal] = await Promise.all([
    listPages(http, `users/${userId}/memberships`, membershipRecord),
    listPages(http, `users/${userId}/projects`, projectRecord, { simple: "true" }),
  ]);
  const own = new Set(personal.map(({ id }) => id));
  return found.flatMap(({ source_id: id, source_name: name, source_type, access_level: accessLevel }) => {
    const type = source_type === "Project" ? "project" : "group";
    return type === "project" && own.has(id) ? [] : [{ type, id, name, accessLevel }];
  });
}
