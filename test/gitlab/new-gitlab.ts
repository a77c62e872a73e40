import { startGitLab } from "../../dev/local-stack/gitlab/start-gitlab.ts";
import type { GitLab, GitLabUser } from "../../src/gitlab/gitlab.ts";
import { gitLabClient } from "../../src/gitlab/gitlab-client.ts";

/** A fresh simulated server and a client for it. `waits` has how many ms the client waited, each time it would have. */
export async function newGitLab() {
  const server = await startGitLab();
  const waits: number[] = [];
  const client = gitLabClient(server, { wait: async (ms) => waits.push(ms) });
  return { server, client, waits };
}

export async function listAll(client: GitLab): Promise<GitLabUser[]> {
  const found: GitLabUser[] = [];
  for await (const user of client.listUsers()) found.push(user);
  return found;
}

export const namesOf = async (client: GitLab): Promise<string[]> =>
  (await listAll(client)).map(({ username }) => username);
