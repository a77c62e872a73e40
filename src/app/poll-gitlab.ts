import type { HandlerContext } from "../handlers/handler.ts";
import type { Log } from "../log.ts";
import type { GitLabSetup } from "../pipeline/gitlab/gitlab-setup.ts";
import { pollGitLab } from "../pipeline/gitlab/poll-gitlab.ts";
import { reportFailedJob, reportJobDone } from "../pipeline/jobs/report-job.ts";
import { pollQueue } from "./poll-queue.ts";

interface GitLabPolling {
  readonly setup: GitLabSetup;
  readonly context: HandlerContext;
  readonly log: Log;
  /** The number of this process; undefined while it must not take work. */
  readonly process: () => number | undefined;
}

const JOB = "gitlab-accounts";

/**
 * Looks for pending accounts from now on. After three passes that failed in a row, the admins are told, in their channel and by email, and
 * once more when it works again.
 */
export function startGitLabPolls({ setup, context, log, process }: GitLabPolling): { stop(): Promise<void> } {
  const { now } = context;
  const reporting = { ...context, log };
  return pollQueue({
    everyMs: setup.pollEveryMs,
    task: "look for pending accounts in GitLab",
    log,
    async poll() {
      if (process() === undefined) return "skipped";
      try {
        if (!(await pollGitLab(setup, reporting))) return "skipped";
      } catch (error) {
        await reportFailedJob(JOB, error, now(), reporting);
        throw error;
      }
      await reportJobDone(JOB, now(), reporting);
      return undefined;
    },
    tell: async () => undefined,
    tellWorks: async () => undefined,
  });
}
