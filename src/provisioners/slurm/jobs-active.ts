import { Failure } from "../../failure/failure.ts";
import { NotYetError } from "../provisioner.ts";

/** True if sacctmgr keeps an association because of its jobs. Its message lists each of them: "JobID = 77". */
export const isAboutJobs = (error: unknown): error is Failure =>
  error instanceof Failure && /Job\(s\) active|cancel job/i.test(error.message);

const JOB_ID = /JobID\s*=\s*(\d+)/gi;
const MAX_NAMED = 10;
/** Jobs run for minutes or days, so there is no point in asking more often. */
const WAIT_MS = 15 * 60_000;

/** Returns the error that says which jobs have to end first, or undefined if sacctmgr refused for another reason. */
export function jobsActive(error: unknown, username: string, account: string): NotYetError | undefined {
  if (!isAboutJobs(error)) return undefined;
  const ids = [...new Set([...error.message.matchAll(JOB_ID)].map(([, id]) => id))];
  const more = ids.length > MAX_NAMED ? ` and ${ids.length - MAX_NAMED} more` : "";
  const named = ids.length > 0 ? ` (${ids.slice(0, MAX_NAMED).join(", ")}${more})` : "";
  const jobs =
    ids.length === 1 ? "1 job still runs" : `${ids.length > 0 ? ids.length : "some"} jobs still run`;
  return new NotYetError(
    `${jobs} of user ${username} in account ${account}${named}, so Slurm keeps the association; new jobs are refused. Cancel them, or wait until they end`,
    WAIT_MS,
  );
}
