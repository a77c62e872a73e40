import { recordPublicLog } from "../../db/public-log.ts";
import { noteInGitLabAccount } from "../../db/requests.ts";
import type { GitLabAccount, Request } from "../../db/tables/requests.ts";
import { Failure } from "../../failure/failure.ts";
import type { GitLab } from "../../gitlab/gitlab.ts";
import { requireApprovals } from "../checks/approvals.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { done, type Outcome, refuse, type Stage } from "../stage.ts";

/** By then, the process has died before it made the call, or GitLab's job was lost. */
const REJECT_AGAIN_MS = 3_600_000;
/** GitLab deletes a rejected account in the background, which takes seconds or, on a busy server, minutes. */
const LOOK_AGAIN_MS = 30_000;

/**
 * Approves the pending account in GitLab or, if an admin rejected it, deletes it there. What has happened in GitLab in the meantime wins:
 * acct changes no account that isn't pending anymore.
 */
export const activateInGitLab = {
  name: "activate-in-gitlab",
  changesOutside: true,
  async run(request, deps): Promise<Outcome> {
    const { gitlab } = deps;
    const { gitlab: account } = request.details;
    if (!account) throw new Failure(`Request ${request.id} names no account in GitLab`, { lasts: true });
    if (!gitlab) throw new Failure("acct.yml has no section gitlab anymore", { lasts: true });
    if (account.rejectedBy) return reject(request, account, gitlab, deps);
    await requireApprovals(request, deps);
    return activate(request, account, gitlab, deps);
  },
} as const satisfies Stage;

async function activate(
  request: Request,
  account: GitLabAccount,
  gitlab: GitLab,
  { db, now, rules }: PipelineDeps,
): Promise<Outcome> {
  const { userId, username } = account;
  // If the process dies after the call, the next one has to know that it was acct that made the account active.
  const wasTried = account.approvingSince !== undefined;
  if (!wasTried) await noteInGitLabAccount(db, request, { approvingSince: now().toISOString() });
  const result = await gitlab.approve(userId);
  if (result === "gone") return refuse(`@${username} no longer exists in GitLab.`);
  if (result !== "approved" && "invalid" in result)
    throw new Failure(`GitLab refuses to approve @${username}: ${result.invalid}`, { lasts: true });
  if (result !== "approved" && result.already !== "active")
    throw new Failure(`@${username} is ${result.already} in GitLab by now, so acct leaves it alone`, {
      lasts: true,
    });
  if (result !== "approved" && !wasTried)
    return { kind: "fulfilled", note: `someone else approved @${username} in GitLab` };
  const rule = request.approvals.find(({ by }) => by.startsWith("rule:"))?.by.slice("rule:".length);
  // What was approved while the log was off never becomes public.
  if (rules.logsPublicly)
    await recordPublicLog(db, {
      requestId: request.id,
      name: username,
      userId: String(userId),
      ...(rule === undefined ? {} : { rule }),
      at: now(),
    });
  return done(`@${username} is active in GitLab`);
}

/** A second call would email the person again, so it is noted before the first. */
async function reject(
  request: Request,
  { userId, username, rejectedBy, rejectingSince }: GitLabAccount,
  gitlab: GitLab,
  { db, now }: PipelineDeps,
): Promise<Outcome> {
  if (await gitlab.isGone(userId))
    return refuse(`${rejectedBy} rejected it, and @${username} is deleted in GitLab.`);
  const sinceMs = rejectingSince === undefined ? undefined : now().getTime() - Date.parse(rejectingSince);
  if (sinceMs === undefined || sinceMs > REJECT_AGAIN_MS) {
    await noteInGitLabAccount(db, request, { rejectingSince: now().toISOString() });
    const result = await gitlab.reject(userId);
    if (typeof result !== "string" && "holds" in result)
      throw new Failure(
        `@${username} has something in GitLab, so acct deletes nothing: ${result.holds.join(", ")}`,
        {
          lasts: true,
        },
      );
    if (typeof result !== "string" && result.already !== "blocked")
      throw new Failure(`@${username} is ${result.already} in GitLab by now, so acct deletes nothing`, {
        lasts: true,
      });
  }
  return {
    kind: "busy",
    note: `GitLab is deleting @${username}`,
    retryAt: new Date(now().getTime() + LOOK_AGAIN_MS),
  };
}
