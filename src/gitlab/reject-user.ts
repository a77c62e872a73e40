import { z } from "zod";
import type { GitLabUser, Rejection } from "./gitlab.ts";
import { isNotFound, isStatus } from "./gitlab-error.ts";
import type { GitLabHttp } from "./gitlab-http.ts";

const PENDING = "blocked_pending_approval";
const CONFLICT = 409;

const counts = z.looseObject({
  groups_count: z.int(),
  projects_count: z.int(),
  issues_count: z.int(),
  merge_requests_count: z.int(),
});

/**
 * Rejects an account, unless there is anything in it: GitLab deletes it with everything that it has (app/services/users/reject_service.rb).
 * After a lost answer it isn't repeated, because a rejected account looks the same until the background job runs.
 */
export async function rejectUser(
  http: GitLabHttp,
  findUser: (id: number) => Promise<GitLabUser | undefined>,
  id: number,
): Promise<Rejection> {
  const before = await findUser(id);
  if (!before) return "gone";
  if (before.state !== PENDING) return { already: before.state };
  const holds = await findContents(http, id);
  if (holds.length > 0) return { holds };
  try {
    await http.send({ method: "POST", path: `users/${id}/reject` });
    return "rejected";
  } catch (error) {
    if (isNotFound(error)) return "gone";
    if (!isStatus(error, CONFLICT)) throw error;
    const user = await findUser(id);
    if (!user) return "gone";
    if (user.state === PENDING) throw error;
    return { already: user.state };
  }
}

/**
 * Says what would be lost with an account, as far as the API tells (GitLab, lib/api/users.rb and lib/api/events.rb): memberships,
 * projects, issues, merge requests, and activity such as comments.
 */
async function findContents(http: GitLabHttp, id: number): Promise<string[]> {
  const something = z.array(z.unknown());
  const [numbers, memberships, projects, events] = await Promise.all([
    http.find(`users/${id}/associations_count`, counts),
    http.get(`users/${id}/memberships?per_page=1`, something),
    // For an account that waits, some versions know neither of these.
    http.find(`users/${id}/projects?per_page=1`, something).then((found) => found ?? []),
    http.find(`users/${id}/events?per_page=1`, something).then((found) => found ?? []),
  ]);
  return [
    ...count(numbers?.groups_count, "group"),
    ...count(numbers?.projects_count ?? projects.length, "project"),
    ...count(numbers?.issues_count, "issue"),
    ...count(numbers?.merge_requests_count, "merge request"),
    ...(memberships.length > 0 && !numbers?.groups_count && !numbers?.projects_count ? ["memberships"] : []),
    ...(projects.length > 0 && numbers?.projects_count === 0 ? ["personal projects"] : []),
    ...(events.length > 0 ? ["activity"] : []),
  ];
}

function count(number: number | undefined, what: string): string[] {
  if (!number) return [];
  return [number === 1 ? `1 ${what}` : `${number} ${what}s`];
}
