import { attributeCalls } from "./attribute-calls.ts";
import type { GitLabServer } from "./call-gitlab.ts";
import { approveUser, changeState } from "./change-state.ts";
import { checkRights, readToken } from "./check-rights.ts";
import type { GitLab } from "./gitlab.ts";
import { type GitLabHttpDeps, gitLabHttp } from "./gitlab-http.ts";
import { groupCalls } from "./group-calls.ts";
import { listMemberships } from "./list-memberships.ts";
import { listUsers } from "./list-users.ts";
import { rejectUser } from "./reject-user.ts";
import { userCalls } from "./user-calls.ts";

/**
 * A GitLab server of version 13.12 or later, through its REST API v4. The client is our own, because the known ones repeat a POST after
 * a 429 or a 502 by themselves, and take the first keyset page for the whole list.
 */
export function gitLabClient(server: Omit<GitLabServer, "expiresAt">, deps: GitLabHttpDeps = {}): GitLab {
  let expiresAt: Date | undefined;
  const http = gitLabHttp({ ...server, expiresAt: () => expiresAt }, deps);
  const tokenExpiry = async () => {
    const token = await readToken(http);
    expiresAt = token?.expiresAt ?? expiresAt;
    return token;
  };
  const users = userCalls(http);
  const change = (action: Parameters<typeof changeState>[2]["action"]) => (id: number) =>
    changeState(http, users.findUser, { id, action });
  return {
    url: server.url,
    checkRights: async () => checkRights(http, await tokenExpiry()),
    tokenExpiry,
    listUsers: () => listUsers(http),
    ...users,
    approve: (id) => approveUser(http, users.findUser, id),
    reject: (id) => rejectUser(http, users.findUser, id),
    block: change("block"),
    unblock: change("unblock"),
    deactivate: change("deactivate"),
    activate: change("activate"),
    ...attributeCalls(http),
    listMemberships: (id) => listMemberships(http, id),
    ...groupCalls(http),
  };
}
