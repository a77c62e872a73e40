import { openDeps } from "./app/open-deps.ts";
import { openIntakes } from "./app/open-intakes.ts";
import { followRules } from "./app/open-rules.ts";
import { startPublishing } from "./app/publish-log-loop.ts";
import { webRoutes } from "./app/web-routes.ts";
import { createWorkLoops } from "./app/work-loops.ts";
import type { Config } from "./config/config.ts";
import { describeRehearsal } from "./config/describe-rehearsal.ts";
import { computeProof } from "./credentials/secret-keys.ts";
import { startCron } from "./cron.ts";
import { checkSessions } from "./db/check-sessions.ts";
import { openDatabase } from "./db/client.ts";
import { followDatabaseClock } from "./db/clock.ts";
import { moveAdminViews } from "./db/move-views.ts";
import { connectionName, joinProcesses, newProcessNumber } from "./db/process.ts";
import { requireTables } from "./db/require-tables.ts";
import { refreshDryRun } from "./db/views.ts";
import { wakeAfterDryRun } from "./db/waiting-requests.ts";
import { oidcLogin } from "./directory/oidc/oidc-login.ts";
import { createDispatcher } from "./handlers/dispatcher.ts";
import { openInbox } from "./handlers/inbox.ts";
import { keepLanguageByLink } from "./handlers/language-by-link.ts";
import { cutLostDatabase } from "./health/cut-lost-database.ts";
import { buildHealthChecks } from "./health/health-checks.ts";
import { createReadinessProbe } from "./health/readiness.ts";
import { retryWhenLost } from "./health/retry-when-lost.ts";
import { skewLogger } from "./health/skew-logger.ts";
import { waitForDatabase } from "./health/wait-for-database.ts";
import { watchRivals } from "./health/watch-rivals.ts";
import type { Log } from "./log.ts";
import { noMailer } from "./mail/no-mailer.ts";
import { smtpMailer } from "./mail/smtp.ts";
import { openMetrics } from "./metrics.ts";
import { useProxy } from "./outbound/proxy.ts";
import { openAuditKey } from "./pipeline/audit/audit-key.ts";
import { startSealing } from "./pipeline/audit/seal-loop.ts";
import { deciderOf } from "./pipeline/checks/required-approvals.ts";
import { stopDeadline } from "./pipeline/engine/insist.ts";
import type { WorkLoop } from "./pipeline/engine/work-loop.ts";
import { reportOutage, reportRecovery, reportToOthers } from "./pipeline/outbox/report-outage.ts";
import { noteSystemDown, reportSystemBack } from "./pipeline/outbox/report-system-back.ts";
import { rerouteRequests } from "./pipeline/reroute-requests.ts";
import { wakeMisdirected } from "./pipeline/roster/wake-misdirected.ts";
import { keepSecretsCurrent } from "./pipeline/secrets/renew-secrets.ts";
import { requireKeys, useKeys } from "./pipeline/secrets/use-keys.ts";
import { buildWorkflows } from "./pipeline/workflows.ts";
import { keystoneAuth } from "./provisioners/openstack/keystone-auth.ts";
import { openGuard } from "./web/guard.ts";
import { mountOf } from "./web/mount.ts";
import { serveWeb } from "./web/server.ts";

export interface App {
  /** The port of the web server. */
  readonly port: number;
  /** Finishes the current work and leaves the rest to other processes. */
  stop(): Promise<void>;
}

const LEASE_MS = 30_000;
/** How long shutdown keeps trying to record what was sent or shown; `cutLostDatabase` ends it if the database stays down. */
const MAX_RECORDING_MS = 20_000;

/** Starts one acct process. Any number of processes on any number of machines share the work of one database. */
export async function startApp(config: Config, log: Log, ownClock = () => new Date()): Promise<App> {
  useProxy(config.proxy);
  const number = newProcessNumber();
  const database = openDatabase(
    config.database,
    (error) => log.warn({ err: error }, "database connection closed by the server"),
    { name: connectionName(number) },
  );
  const { db } = database;
  for (const warning of config.warnings) log.warn(warning);
  await waitForDatabase(db, { log });
  const step = retryWhenLost(log);
  await step(() => checkSessions(config.database.url));
  await step(() => requireTables(db));
  const clock = await step(() => followDatabaseClock(db, { own: ownClock, measured: skewLogger(log) }));
  const { now } = clock;

  const { rehearsal } = config;
  const secretKey = await step(() => (rehearsal ? requireKeys : useKeys)(db, config.secretKey, now()));
  const auditKey = rehearsal ? undefined : await step(() => openAuditKey(db, secretKey));
  const renewing = rehearsal ? undefined : await step(() => keepSecretsCurrent(db, secretKey, log));

  const { deps, chat, slack, mattermost, guards, ruleBook } = openDeps(
    { ...config, secretKey },
    db,
    log,
    now,
  );
  const mailer = rehearsal ? noMailer : smtpMailer(config.mail, guards);
  const workflows = buildWorkflows(config.approvals);

  const metrics = openMetrics(db, log, { dryRun: config.dryRun });
  if (slack) metrics.watchSlack(slack);
  if (mattermost) metrics.watchMattermost(mattermost);
  const context = { ...deps, workflows };
  const handle = createDispatcher(context, log, metrics.counts);
  let isStopping = false;
  let outageWatch: ReturnType<typeof cutLostDatabase> | undefined;
  let loops: readonly WorkLoop[] = [];
  const process = joinProcesses(
    { number, url: config.database.url },
    {
      wake() {
        for (const loop of loops) loop.wake();
      },
      lost: (error) =>
        log.warn({ err: error }, "database connection lost; current work continues, no new work is started"),
      rejoined() {
        for (const loop of loops) loop.keep();
        log.info("database connection restored; starting new work again");
      },
    },
  );
  const isLate = stopDeadline(() => isStopping, MAX_RECORDING_MS);
  const intakes = openIntakes(config, {
    ...{ context, guards, handle, process, log, counts: metrics.counts },
    isStopping: () => isStopping,
    announce: () => work.announce(),
  });
  const work = createWorkLoops({
    ...{ deps, workflows, chat, mailer, handle, log },
    mirrors: intakes.mirrors,
    counts: metrics.counts,
    // In a rehearsal no process takes any work: what is due stays due, and a real start finds it unchanged.
    worker: rehearsal ? { number: () => undefined, isReturning: () => false } : process,
    leaseMs: LEASE_MS,
    digestAbove: config.digest.above,
    isStopping: () => isStopping,
    givesUp: () => isLate() || outageWatch?.hasCut() === true,
  });
  loops = work.loops;
  const inbox = openInbox({ db, process, now, log, leaseMs: LEASE_MS });

  const provider = config.oidc && oidcLogin(config.oidc, `${config.web.publicUrl}/login/callback`);
  const gate = config.setpass && keystoneAuth(config.setpass);
  const outageDeps = { db, chat, site: config.site, now, announce: work.announce };
  const readiness = createReadinessProbe(
    buildHealthChecks(config, {
      ...{ db, process, loops, chat, mailer, gate, provider, guards, now, clock },
      provisioners: deps.provisioners,
      directory: deps.directory,
      tellAdmins: (error, by) => reportOutage(error, by.what, outageDeps, by.chat),
      tellRecovery: (by) => reportRecovery(by.what, outageDeps, by.chat),
      tellOthers: (error, by) => reportToOthers(error, by.what, outageDeps, by.chat),
      noteDown: (system) => noteSystemDown(system, outageDeps),
      tellBack: (system) => reportSystemBack(system, outageDeps),
    }),
    { now, log, up: metrics.dependencyUp },
  );
  const health = {
    livenessProblem: async () =>
      process.number() === undefined ? "the database connection is lost" : undefined,
    prove: (nonce: string) => computeProof(secretKey.current, nonce),
    ready: async () => {
      const found = { ...(await readiness.ready()), dryRun: config.dryRun };
      return rehearsal && found.ok ? { ...found, rehearsal: await describeRehearsal(db) } : found;
    },
    metrics,
    metricsToken: config.metricsToken,
  };
  const { accent } = config.pages;
  const mount = mountOf(config.web.publicUrl);
  const site = { ...config.site, logo: config.logo?.name, mount };
  const guard = openGuard({ db, now, log });
  const web = await serveWeb(config.web, {
    ...{ site, guard, log },
    branding: { accent, logo: config.logo },
    webhooks: chat.webhooks,
    keepLanguage: (page, token, language) => keepLanguageByLink(page, token, language, context),
    routes: webRoutes(config, {
      site,
      context,
      gate,
      provider,
      bounces: intakes.bounces,
      health,
      guard,
      log,
    }),
  });

  // A rehearsal doesn't change any card or request.
  if (!rehearsal) {
    await step(() => moveAdminViews(db, chat.adminChannels, now()));
    await step(() => refreshDryRun(db, config.dryRun, now()));
    if (!config.dryRun) await step(() => wakeAfterDryRun(db, now()));
  }
  await chat.start(handle, inbox);
  const rerouted = rehearsal
    ? 0
    : await step(() => rerouteRequests({ db, workflows, now, rules: deps.rules }));
  if (rerouted > 0) log.info({ count: rerouted }, "requests asked again because `approvals` was changed");
  if (!rehearsal) await step(() => wakeMisdirected(deps));
  await step(process.join);

  readiness.begin();
  const { digest } = config;
  const { timeZone } = config.site;
  const cron = rehearsal
    ? undefined
    : startCron({
        db,
        chat,
        directory: deps.directory,
        now,
        log,
        workflows,
        rules: deps.rules,
        digest,
        timeZone,
        ruleBook,
        gitlab: deps.gitlab,
        provisioners: deps.provisioners,
        agreements: context,
      });
  const reading = intakes.start();
  const following = rehearsal
    ? undefined
    : followRules(ruleBook, { ...deps, log, file: config.file, announce: work.announce });
  const publishing = rehearsal
    ? undefined
    : startPublishing(config, {
        ...{ context, guards, log },
        process: () => (isStopping ? undefined : process.number()),
        announce: work.announce,
      });
  const sealing = auditKey && startSealing({ db, key: auditKey, now, log });
  const rivals =
    slack?.connections &&
    watchRivals({
      ...{ db, process, now, log },
      connections: slack.connections,
      adminChannels: chat.adminChannels,
    });
  if (!config.approvals.account.some((one) => deciderOf(one) === "admin")) {
    log.warn(
      "approvals.account doesn't include admin: admins decide only requests without a PI and those for a new, unknown, or privileged project",
    );
  }
  if (rehearsal) log.warn(await step(() => describeRehearsal(db)));
  else if (config.dryRun) log.warn("ACCT_DRY_RUN is set: acct reads from all systems and creates nothing");
  log.info({ port: web.port, process: process.number() }, "acct started");

  return {
    port: web.port,
    async stop() {
      isStopping = true;
      outageWatch = cutLostDatabase(database, process);
      const lastJobs = cron?.stop();
      renewing?.stop();
      rivals?.stop();
      readiness.stop();
      await Promise.all([lastJobs, following?.stop(), reading.stop(), publishing?.stop()]);
      await chat.stop();
      await inbox.idle();
      await Promise.all(loops.map((loop) => loop.stop()));
      await web.close();
      await sealing?.stop({ isLost: outageWatch.hasCut() });
      outageWatch.stop();
      await process.leave();
      clock.stop();
      mailer.close();
      await database.close();
      log.info("acct stopped");
    },
  };
}
