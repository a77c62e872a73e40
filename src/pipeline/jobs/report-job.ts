import { createHash } from "node:crypto";
import { type Db, inTransaction } from "../../db/client.ts";
import { isTransientDatabaseError } from "../../db/database-lost.ts";
import { insertNotification } from "../../db/notifications.ts";
import { countTrouble, endTrouble, recordTold } from "../../db/troubles.ts";
import { describeFailure, newReference } from "../../failure/describe-failure.ts";
import { generalizeMessage } from "../../failure/generalize-message.ts";
import type { Log } from "../../log.ts";
import { mailAlerts } from "../outbox/mail-alerts.ts";
import { inThread } from "../outbox/recipients.ts";
import type { Rules } from "../pipeline-deps.ts";

interface ReportJobDeps {
  readonly db: Db;
  readonly rules: Pick<Rules, "adminChannels" | "site">;
  readonly log: Log;
}

/** Most failures are over by the next run, and the log has them. */
const TOLD_AFTER = 3;
const MINUTE_MS = 60_000;

/**
 * Counts a failed run of a job. After three in a row, it tells the admins, in their channel and by email, once a day for each cause.
 * Processes that fail in the same minute count once. A lost database isn't counted, because it is reported by itself.
 */
export async function reportFailedJob(
  job: string,
  error: unknown,
  at: Date,
  { db, rules, log }: ReportJobDeps,
): Promise<void> {
  const reference = newReference();
  const problem = describeFailure(error, reference);
  log.error({ err: error, job, reference }, "job failed; it will run again");
  if (isTransientDatabaseError(error)) return;
  const run = new Date(Math.floor(at.getTime() / MINUTE_MS) * MINUTE_MS);
  const cause = createHash("sha256")
    .update(`${job} ${generalizeMessage(problem, [reference])}`)
    .digest("hex");
  await quietly(log, () =>
    inTransaction(db, async (tx) => {
      const count = await countTrouble(tx, nameOf(job), run);
      if (count < TOLD_AFTER) return;
      const key = `job-failed:${at.toISOString().slice(0, 10)}:${cause.slice(0, 16)}`;
      const data = { job, count: String(count), problem };
      const to = {
        via: "channel",
        toName: "the admins",
        toEmail: null,
        toUser: rules.adminChannels,
      } as const;
      await insertNotification(tx, { key, template: "job-failed", ...to, data }, at);
      await mailAlerts(tx, { key, template: "job-failed", data }, { site: rules.site, now: at });
      await recordTold(tx, nameOf(job), key);
    }),
  );
}

/** Ends the count of a job that works. If the admins were told of its failures, they read that it works again. */
export async function reportJobDone(job: string, at: Date, { db, rules, log }: ReportJobDeps): Promise<void> {
  await quietly(log, () =>
    inTransaction(db, async (tx) => {
      const ended = await endTrouble(tx, nameOf(job));
      if (!ended?.told) return;
      const line = `The job ${job} works again.`;
      const note = inThread(ended.told, rules.adminChannels, line, `over:${at.toISOString()}`);
      await insertNotification(tx, note, at);
      await mailAlerts(tx, note, { site: rules.site, now: at });
    }),
  );
}

const nameOf = (job: string) => `job:${job}`;

/** The job itself is done or will run again, whether or not this works. */
async function quietly(log: Log, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    log.warn({ err: error }, "could not record how a job went");
  }
}
