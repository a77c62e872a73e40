import { schedule } from "node-cron";
import { AwayError, BusyError, type Chat } from "./chat/chat.ts";
import { forgetPace } from "./db/chat-pace.ts";
import { forgetBegunPosts } from "./db/chat-posts.ts";
import { type Db, inTransaction } from "./db/client.ts";
import { listSlots, takeSlot } from "./db/cron-slots.ts";
import { deleteOldFailures } from "./db/failures.ts";
import { deleteOldFormLinks } from "./db/form-links.ts";
import { deleteOldInteractions } from "./db/interactions.ts";
import { expireInvitations, forgetInvitations } from "./db/invitations.ts";
import { deleteOldClaims } from "./db/link-claims.ts";
import { purgeExpiredSecrets } from "./db/password-links.ts";
import { forgetUnconfirmedLinks } from "./db/pending-links.ts";
import { collapseViews } from "./db/views.ts";
import type { Directory } from "./directory/directory.ts";
import type { Log } from "./log.ts";
import type { RestoreDeps } from "./pipeline/agreements/restore-signed.ts";
import { settleAgreements, settleSigned } from "./pipeline/agreements/settle-agreements.ts";
import { sendAdminDigest } from "./pipeline/jobs/admin-digest.ts";
import { detectDeactivatedPis } from "./pipeline/jobs/detect-deactivated-pis.ts";
import { HEARTBEAT_JOB } from "./pipeline/jobs/downtime.ts";
import { type DailyAt, dueDate } from "./pipeline/jobs/due-date.ts";
import { endMemberships } from "./pipeline/jobs/end-memberships.ts";
import { expireRequests } from "./pipeline/jobs/expire-requests.ts";
import { findAskedGroups, type RemindDeps, remindApprovers } from "./pipeline/jobs/remind-approvers.ts";
import { remindRequesters } from "./pipeline/jobs/remind-requesters.ts";
import { remindSigners } from "./pipeline/jobs/remind-signers.ts";
import { reportChangedAddresses } from "./pipeline/jobs/report-changed-addresses.ts";
import { reportFailedJob, reportJobDone } from "./pipeline/jobs/report-job.ts";
import { type ReviewTrustDeps, reviewTrust } from "./pipeline/jobs/review-trust.ts";
import { runningJobs } from "./pipeline/jobs/running-jobs.ts";
import { expireUnanswered } from "./pipeline/pi-claims/expire-unanswered.ts";
import type { RosterDeps } from "./pipeline/roster/open-change.ts";
import { publicOrigin } from "./view/describe-source.ts";
import { FAILURES_KEPT_MS } from "./web/guard.ts";

interface CronDeps extends RemindDeps, Pick<ReviewTrustDeps, "ruleBook" | "gitlab"> {
  /** What signatures are renewed with; undefined: nobody is asked to sign again. */
  readonly agreements?: RestoreDeps | undefined;
  readonly db: Db;
  readonly chat: Pick<
    Chat,
    "name" | "parts" | "getUser" | "findByEmail" | "listGroupMembers" | "adminChannels" | "verifiesAddresses"
  >;
  readonly directory?: Directory | undefined;
  /** For the plans of the requests that jobs open. */
  readonly provisioners?: RosterDeps["provisioners"];
  readonly now: () => Date;
  readonly log: Log;
  readonly digest: DailyAt;
  readonly timeZone: string;
}

/** A job; `date` is that of the slot, which for a daily job is the local day. */
type Job = (tx: Db, now: Date, date: string) => Promise<number>;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const COLLAPSE_AFTER_MS = 24 * HOUR_MS;
/** A chat repeats a delivery within minutes, so a day is long enough. */
const FORGET_AFTER_MS = 24 * HOUR_MS;
/** Longer than each limit on them looks back, and than a link works. */
const FORM_LINKS_KEPT_MS = 2 * DAY_MS;
/** Long enough to answer who was invited, and longer than the limit on them looks back. */
const INVITATIONS_KEPT_MS = 90 * DAY_MS;
/** An old button or link is explained for this long. */
const FORGET_CLAIMS_MS = 7 * 24 * HOUR_MS;

/**
 * Runs the jobs. Every process schedules them, and the database decides which process runs one. A job looks at how long ago
 * things happened, so the next run catches up on runs that were missed while everything was down. `stop` waits for the jobs that are
 * running.
 */
export function startCron(deps: CronDeps): { stop(): Promise<void> } {
  const {
    db,
    now,
    log,
    chat,
    directory,
    digest,
    timeZone,
    ruleBook,
    gitlab,
    provisioners = [],
    ...others
  } = deps;
  const { agreements, ...reminding } = others;
  const { rules, workflows } = reminding;
  const clock = { db, now, log, rules };
  const jobs = runningJobs();
  const onSchedule = (expression: string, run: () => Promise<unknown>) =>
    scheduleJob(expression, () => jobs.run(run), log);
  const nowAndOnSchedule = (expression: string, run: () => Promise<unknown>) => {
    void jobs.run(run);
    return onSchedule(expression, run);
  };
  /** `prepare` asks outside systems before the transaction of its job begins. */
  const hourlyAfter = (name: string, prepare: () => Promise<Job>) => {
    const run = () => {
      const at = now();
      const slot = new Date(Math.floor(at.getTime() / HOUR_MS) * HOUR_MS);
      return runOnce({ name, slot, at }, prepare, clock);
    };
    return nowAndOnSchedule("17 * * * *", run);
  };
  const hourly = (name: string, job: Job) => hourlyAfter(name, async () => job);
  const lookAtTrust = () => reviewTrustDaily({ db, now, log, rules, workflows, ruleBook, gitlab });
  const settling = (name: string, settle: (given: RestoreDeps) => Promise<number>) => () =>
    runOutside(name, async () => (agreements ? settle(agreements) : 0), clock);
  const tasks = [
    hourlyAfter(HEARTBEAT_JOB, async () => {
      const groups = await findAskedGroups({ db, chat, rules });
      return (tx, at) => remindApprovers(tx, at, reminding, groups);
    }),
    hourly("remind-requesters", (tx, at) => remindRequesters(tx, at, reminding)),
    hourly("remind-signers", (tx, at) => remindSigners(tx, at, reminding)),
    hourly("expire-requests", (tx, at) => expireRequests(tx, at, reminding)),
    hourly("collapse-cards", (tx, at) => collapseViews(tx, new Date(at.getTime() - COLLAPSE_AFTER_MS), at)),
    hourly("erase-dead-secrets", purgeExpiredSecrets),
    hourly("forget-failures", (tx, at) => deleteOldFailures(tx, new Date(at.getTime() - FAILURES_KEPT_MS))),
    hourly("forget-form-links", (tx, at) =>
      deleteOldFormLinks(tx, new Date(at.getTime() - FORM_LINKS_KEPT_MS), publicOrigin("")),
    ),
    hourly("forget-interactions", (tx, at) =>
      deleteOldInteractions(tx, new Date(at.getTime() - FORGET_AFTER_MS)),
    ),
    hourly("forget-link-claims", (tx, at) => deleteOldClaims(tx, new Date(at.getTime() - FORGET_CLAIMS_MS))),
    hourly("forget-unconfirmed-links", forgetUnconfirmedLinks),
    hourly("expire-pi-claims", (tx, at) => expireUnanswered(tx, at, reminding.rules)),
    hourly("expire-invitations", async (tx, at) => {
      await forgetInvitations(tx, new Date(at.getTime() - INVITATIONS_KEPT_MS));
      return expireInvitations(tx, at);
    }),
    hourly("end-memberships", (tx) =>
      endMemberships(tx, { workflows, rules, now, provisioners, quotas: undefined }),
    ),
    hourly("forget-pace", (tx, at) => forgetPace(tx, new Date(at.getTime() - HOUR_MS))),
    hourly("forget-begun-posts", (tx, at) => forgetBegunPosts(tx, new Date(at.getTime() - FORGET_AFTER_MS))),
    onSchedule("*/10 * * * *", () => lookForPis({ db, chat, log, rules }, now())),
    onSchedule("41 4 * * *", () => lookForAddresses({ db, chat, directory, log, now, rules })),
    nowAndOnSchedule("29 * * * *", lookAtTrust),
    nowAndOnSchedule("33 * * * *", settling("settle-agreements", settleAgreements)),
    onSchedule("* * * * *", settling("restore-signed", settleSigned)),
    nowAndOnSchedule(
      "* * * * *",
      daily(
        "admin-digest",
        digest,
        timeZone,
        (tx, at, date) => sendAdminDigest(tx, at, { ...reminding, date }),
        clock,
      ),
    ),
  ];
  return {
    async stop() {
      for (const task of tasks) void task.stop();
      await jobs.stop();
    },
  };
}

/** Schedules a job. If the process was suspended and missed several runs, the job runs once for all of them. */
function scheduleJob(expression: string, run: () => Promise<unknown>, log: Log) {
  const write = (level: "debug" | "warn" | "error") => (message: string | Error, error?: Error) =>
    log[level]({ from: "node-cron", ...(error ? { err: error } : {}) }, String(message));
  const logger = { debug: write("debug"), info: write("debug"), warn: write("warn"), error: write("error") };
  const task = schedule(expression, run, { logger });
  let isCatchingUp = false;
  task.on("execution:missed", async () => {
    if (isCatchingUp) return;
    isCatchingUp = true;
    await run().finally(() => {
      isCatchingUp = false;
    });
  });
  return task;
}

/** Runs outside a transaction because it queries the chat. It is harmless if several processes do it. */
async function lookForPis(
  { db, chat, log, rules }: Pick<CronDeps, "db" | "chat" | "log" | "rules">,
  now: Date,
): Promise<void> {
  const clock = { db, log, rules };
  try {
    const count = await detectDeactivatedPis({ db, chat, log }, now);
    if (count > 0) log.info({ count }, "PIs have left the chat; admins can decide their requests now");
    await reportJobDone("detect-deactivated-pis", now, clock);
  } catch (error) {
    await unlessAway(error, log, () => reportFailedJob("detect-deactivated-pis", error, now, clock));
  }
}

/** That the chat is away or busy is no failure of a job: it looks again at its next run. */
async function unlessAway(error: unknown, log: Log, report: () => Promise<void>): Promise<void> {
  const isAway = error instanceof AwayError || error instanceof BusyError;
  if (isAway) log.warn({ err: error }, "a job is waiting for the chat; it will run again");
  else await report();
}

/** Runs outside a transaction because it queries the chat and the directory. It is harmless if several processes do it. */
async function lookForAddresses({
  log,
  rules,
  ...deps
}: Pick<CronDeps, "db" | "chat" | "directory" | "log" | "now" | "rules">): Promise<void> {
  const clock = { db: deps.db, log, rules };
  try {
    const count = await reportChangedAddresses(deps);
    if (count > 0) log.info({ count }, "found addresses that have changed; the admins are asked");
    await reportJobDone("report-changed-addresses", deps.now(), clock);
  } catch (error) {
    await unlessAway(error, log, () => reportFailedJob("report-changed-addresses", error, deps.now(), clock));
  }
}

/**
 * Reviews trust once a day, and every hour until that has worked. It runs outside a transaction because it queries other systems, and it
 * is harmless if several processes do it.
 */
async function reviewTrustDaily({
  log,
  rules,
  ...deps
}: ReviewTrustDeps & Pick<CronDeps, "log" | "rules">): Promise<void> {
  const name = "review-trust";
  const { db, now } = deps;
  const clock = { db, log, rules };
  const day = new Date(Math.floor(now().getTime() / DAY_MS) * DAY_MS);
  try {
    const done = await listSlots(db, name, day);
    if (done.some((slot) => slot >= day)) return;
    const count = await reviewTrust(deps);
    await takeSlot(db, name, day);
    log.info({ job: name, count }, "job finished");
    await reportJobDone(name, now(), clock);
  } catch (error) {
    await reportFailedJob(name, error, now(), clock);
  }
}

/** Runs a job that calls other systems, so not within a transaction. It is harmless if several processes do it. */
async function runOutside(
  name: string,
  job: () => Promise<number>,
  { now, ...clock }: Pick<CronDeps, "db" | "now" | "log" | "rules">,
): Promise<void> {
  try {
    const count = await job();
    if (count > 0) clock.log.info({ job: name, count }, "job finished");
    await reportJobDone(name, now(), clock);
  } catch (error) {
    await reportFailedJob(name, error, now(), clock);
  }
}

/** Runs a job once a day, as soon as its local time has come; this is checked every minute. The slot is the date. */
function daily(
  name: string,
  when: DailyAt,
  timeZone: string,
  job: Job,
  clock: Pick<CronDeps, "db" | "now" | "log" | "rules">,
): () => Promise<void> {
  let settled = "";
  return async () => {
    const moment = clock.now();
    const date = dueDate(moment, when, timeZone);
    if (date === undefined || date === settled) return;
    if (await runOnce({ name, slot: new Date(`${date}T00:00:00Z`), at: moment }, async () => job, clock))
      settled = date;
  };
}

/** Runs a job unless a process has already run it in this slot. Returns false if it failed and must run again. */
async function runOnce(
  { name, slot, at }: { readonly name: string; readonly slot: Date; readonly at: Date },
  prepare: () => Promise<Job>,
  { db, log, rules }: Pick<CronDeps, "db" | "log" | "rules">,
): Promise<boolean> {
  try {
    const job = await prepare();
    const count = await inTransaction(db, async (tx) =>
      (await takeSlot(tx, name, slot)) ? job(tx, at, slot.toISOString().slice(0, 10)) : undefined,
    );
    if (count === undefined) return true;
    log.info({ job: name, count }, "job finished");
    await reportJobDone(name, at, { db, log, rules });
    return true;
  } catch (error) {
    await reportFailedJob(name, error, at, { db, log, rules });
    return false;
  }
}
