import type { Db } from "../../db/client.ts";
import { takeSlot } from "../../db/cron-slots.ts";
import { listOpenGitLabRequests } from "../../db/requests.ts";
import type { Request } from "../../db/tables/requests.ts";
import type { GitLabUser } from "../../gitlab/gitlab.ts";
import type { Log } from "../../log.ts";
import { createRequest } from "../create-request.ts";
import { changeRequest } from "../engine/change-request.ts";
import type { Rules } from "../pipeline-deps.ts";
import type { Workflows } from "../workflows.ts";
import { draftOf } from "./draft-of.ts";
import type { GitLabSetup } from "./gitlab-setup.ts";
import { warnOfTokenEnd } from "./warn-of-token-end.ts";

export interface GitLabPollDeps {
  readonly db: Db;
  readonly workflows: Workflows;
  readonly now: () => Date;
  readonly log: Log;
  readonly rules: Pick<Rules, "adminChannels">;
}

const PENDING = "blocked_pending_approval";

/**
 * Looks at all accounts once: each pending one becomes a request, and an open request whose account is no longer pending ends. Only one
 * process does it in each interval; the others return false. Everything can be interrupted and repeated. Throws if acct can't see
 * every account, so that nobody is told that no one waits.
 */
export async function pollGitLab(setup: GitLabSetup, deps: GitLabPollDeps): Promise<boolean> {
  const { db, now } = deps;
  const slot = new Date(Math.floor(now().getTime() / setup.pollEveryMs) * setup.pollEveryMs);
  if (!(await takeSlot(db, `gitlab ${setup.gitlab.url}`, slot))) return false;
  await takeInPending(setup, deps);
  await warnOfTokenEnd(setup.gitlab, deps);
  return true;
}

/** One pass, without asking whether another process does it as well. Returns the pending accounts. */
export async function takeInPending(
  setup: GitLabSetup,
  deps: GitLabPollDeps,
): Promise<readonly GitLabUser[]> {
  const pending: GitLabUser[] = [];
  for await (const user of eachPending(setup)) {
    pending.push(user);
    await takeIn(user, setup, deps);
  }
  const isPending = new Set(pending.map(({ id }) => id));
  for (const request of await listOpenGitLabRequests(deps.db)) {
    if (!isPending.has(request.details.gitlab?.userId ?? 0)) await endIfDecided(request, setup, deps);
  }
  return pending;
}

/** Lists all pending accounts. Throws if acct can't see every account. */
export async function listPending(setup: Pick<GitLabSetup, "gitlab">): Promise<readonly GitLabUser[]> {
  const pending: GitLabUser[] = [];
  for await (const user of eachPending(setup)) pending.push(user);
  return pending;
}

async function* eachPending({ gitlab }: Pick<GitLabSetup, "gitlab">): AsyncGenerator<GitLabUser> {
  await gitlab.checkRights();
  for await (const user of gitlab.listUsers()) if (user.state === PENDING) yield user;
}

async function takeIn(user: GitLabUser, setup: GitLabSetup, deps: GitLabPollDeps): Promise<void> {
  const by = { id: "gitlab", name: "GitLab" };
  const since = user.createdAt?.toISOString().slice(0, 10);
  const note = `as @${user.username}${since ? ` on ${since}` : ""}`;
  await createRequest(draftOf(user, setup), { by, note }, deps);
}

/** Someone has decided in GitLab itself, so there is nothing left to ask. While acct is at it, the stage finds out by itself. */
async function endIfDecided(request: Request, { gitlab }: GitLabSetup, deps: GitLabPollDeps): Promise<void> {
  const { gitlab: account } = request.details;
  if (!account || request.stage === "activate-in-gitlab") return;
  const user = await gitlab.findUser(account.userId);
  if (user?.state === PENDING) return;
  const note = user
    ? `@${user.username} is ${user.state} in GitLab, where someone has decided`
    : `@${account.username} no longer exists in GitLab`;
  const changed = await changeRequest(request.id, deps, (current) =>
    current.version === request.version
      ? { command: { kind: "settle-outside", note } }
      : { denial: "It has changed in the meantime." },
  );
  deps.log.info({ request: request.id, outcome: changed.kind }, note);
}
