import type { UnreachableError } from "./chat/chat.ts";
import type { Config } from "./config/config.ts";
import { describeRehearsal } from "./config/describe-rehearsal.ts";
import { computeProof } from "./credentials/secret-keys.ts";
import { startCron } from "./cron.ts";
import { checkSessions } from "./db/check-sessions.ts";
import { openDatabase } from "./db/client.ts";
import { followDatabaseClock } from "./db/clock.ts";
import type { Leased } from "./db/leases.ts";
import { explainTables } from "./db/migrate.ts";
import { moveAdminViews } from "./db/move-views.ts";
import { connectionName, joinProcesses, newProcessNumber } from "./db/process.ts";
import { digests } from "./db/tables/digests.ts";
import { interactions } from "./db/tables/interactions.ts";
import { notifications } from "./db/tables/notifications.ts";
import { requests } from "./db/tables/requests.ts";
import { views } from "./db/tables/views.ts";
import { refreshDryRun } from "./db/views.ts";
import { wakeAfterDryRun } from "./db/waiting-requests.ts";
import { Failure } from "./failure/failure.ts";
import { decideByLink } from "./handlers/decision-by-link.ts";
import { createDispatcher } from "./handlers/dispatcher.ts";
import { openInbox } from "./handlers/inbox.ts";
import { processInbox } from "./handlers/process-inbox.ts";
import { requestByLink } from "./handlers/request-by-link.ts";
import { cutLostDatabase } from "./health/cut-lost-database.ts";
import { buildHealthChecks } from "./health/health-checks.ts";
import { createReadinessProbe } from "./health/readiness.ts";
import { retryWhenLost } from "./health/retry-when-lost.ts";
import { skewLogger } from "./health/skew-logger.ts";
import { waitForDatabase } from "./health/wait-for-database.ts";
import { watchRivals } from "./health/watch-rivals.ts";
import type { Log } from "./log.ts";
import { noMailer } from "./mail/no-mailer.ts";
import { SMTP_CONNECTIONS, smtpMailer } from "./mail/smtp.ts";
import { openMetrics } from "./metrics.ts";
import { openDeps } from "./open-deps.ts";
import { openAuditKey } from "./pipeline/audit/audit-key.ts";
import { startSealing } from "./pipeline/audit/seal-loop.ts";
import { advance } from "./pipeline/engine/advance.ts";
import { patience } from "./pipeline/engine/insist.ts";
import { type WorkLoop, workLoop } from "./pipeline/engine/work-loop.ts";
import { notifyHelpDesk } from "./pipeline/outbox/notify-help-desk.ts";
import { CHAT_DELIVERIES, EMAIL_DELIVERIES, sendNotification } from "./pipeline/outbox/send-notification.ts";
import { showCard } from "./pipeline/outbox/show-card.ts";
import { showDigest } from "./pipeline/outbox/show-digest.ts";
import { rerouteRequests } from "./pipeline/reroute-requests.ts";
import { keepSecretsCurrent } from "./pipeline/secrets/renew-secrets.ts";
import { requireKeys, useKeys } from "./pipeline/secrets/use-keys.ts";
import { buildWorkflows } from "./pipeline/workflows.ts";
import { noOwnPasswords } from "./provisioners/dry-run.ts";
import { keystoneAuth } from "./provisioners/openstack/keystone-auth.ts";
import { resetService } from "./reset-service.ts";
import { decisionRoutes } from "./web/decision-routes.ts";
import { openGuard } from "./web/guard.ts";
import { healthRoutes } from "./web/health-routes.ts";
import { requestRoutes } from "./web/request-routes.ts";
import { serveWeb } from "./web/server.ts";
import { setpassRoutes } from "./web/setpass-routes.ts";

export interface App {
  /** The port of the web server. */
  readonly port: number;
  /** Finishes the current work and leaves the rest to other processes. */
  stop(): Promise<void>;
}

const LEASE_MS = 30_000;
const POLL_MS = 1000;
/** How long shutdown keeps trying to record what was sent or shown; `cutLostDatabase` ends it if the database stays down. */
const MAX_RECORDING_MS = 20_000;

/** Starts one acct process. Any number of processes on any number of machines share the work of one database. */
export async function startApp(config: Config, log: Log, ownClock = () => new Date()): Promise<App> {
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
  const denial = await step(() => explainTables(db));
  if (denial) throw new Failure(denial);
  const clock = await step(() => followDatabaseClock(db, { own: ownClock, measured: skewLogger(log) }));
  const { now } = clock;

  const { rehearsal } = config;
  const secretKey = await step(() => (rehearsal ? requireKeys : useKeys)(db, config.secretKey, now()));
  const auditKey = rehearsal ? undefined : await step(() => openAuditKey(db, secretKey));
  const renewing = rehearsal ? undefined : await step(() => keepSecretsCurrent(db, secretKey, log));

  const { deps, chat, guards } = openDeps({ ...config, secretKey }, db, log, now);
  const mailer = rehearsal ? noMailer : smtpMailer(config.mail, guards);
  const workflows = buildWorkflows(config.approvals);

  const metrics = openMetrics(db, log, { dryRun: config.dryRun });
  let stopping = false;
  let impatience: ReturnType<typeof cutLostDatabase> | undefined;
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
  // In a rehearsal no process takes any work: what is due stays due, and a real start finds it unchanged.
  const worker = rehearsal ? { number: () => undefined, isReturning: () => false } : process;
  const shared = { db, process: worker, now, log, leaseMs: LEASE_MS, pollMs: POLL_MS };
  const isLate = patience(() => stopping, MAX_RECORDING_MS);
  const givesUp = () => isLate() || impatience?.hasCut() === true;
  const showing = workLoop({
    ...shared,
    queue: views,
    concurrency: 5,
    work: (card) =>
      showCard(card, {
        db,
        chat,
        now,
        log,
        rules: deps.rules,
        digestAbove: config.digest.above,
        announce,
        givesUp,
      }),
  });
  const delivery = {
    ...shared,
    queue: notifications,
    concurrency: 5,
    work: (message: Leased<typeof notifications>) =>
      sendNotification(message, { ...deps, mailer, log, counts: metrics.counts, announce, givesUp }),
  };
  // Email and chat have separate workers, so that a mail server that hangs delays only emails. No running delivery waits
  // for another one, because shutdown waits for all running deliveries.
  const mailing = workLoop({ ...delivery, vias: EMAIL_DELIVERIES, concurrency: SMTP_CONNECTIONS });
  const telling = workLoop({ ...delivery, vias: CHAT_DELIVERIES });
  const digesting = workLoop({
    ...shared,
    queue: digests,
    concurrency: 1,
    work: (digest) => showDigest(digest, { db, chat, now, log, rules: deps.rules, givesUp }),
  });
  const announce = () => {
    showing.wake();
    mailing.wake();
    telling.wake();
    digesting.wake();
  };
  const advancing = workLoop({
    ...shared,
    queue: requests,
    concurrency: 10,
    work: (request) =>
      advance(request, { deps, workflows, log, announce, stopping: () => stopping, counts: metrics.counts }),
  });
  const handling = { ...deps, workflows };
  const handle = createDispatcher(handling, log, metrics.counts);
  const inbox = openInbox({ db, process, now, log, leaseMs: LEASE_MS });
  const takingUp = workLoop({
    ...shared,
    queue: interactions,
    concurrency: 3,
    work: (interaction) => processInbox(interaction, { db, chat, handle, now, log }),
  });
  loops = [advancing, showing, mailing, telling, digesting, takingUp];

  const { accent, language } = config.pages;
  const pageSite = { ...config.site, language, logo: config.logo?.name };
  const isHttps = config.web.publicUrl.startsWith("https:");
  const gate = config.setpass && keystoneAuth(config.setpass);
  const { provisioners } = deps;
  const parts = {
    ...{ db, process, loops, chat, provisioners, gate, guards, now, clock },
    tellHelpDesk: (error: UnreachableError) =>
      notifyHelpDesk(error, { db, site: config.site, now, announce }),
  };
  const dependencies = createReadinessProbe(buildHealthChecks(config, parts), {
    now,
    log,
    up: metrics.dependencyUp,
  });
  const watching = {
    livenessProblem: async () =>
      process.number() === undefined ? "the database connection is lost" : undefined,
    prove: (nonce: string) => computeProof(secretKey.current, nonce),
    ready: async () => {
      const readiness = { ...(await dependencies.ready()), dryRun: config.dryRun };
      return rehearsal && readiness.ok ? { ...readiness, rehearsal: await describeRehearsal(db) } : readiness;
    },
    metrics,
    metricsToken: config.metricsToken,
  };
  const guard = openGuard({ db, now, log });
  const web = await serveWeb(config.web, {
    site: pageSite,
    branding: { accent, logo: config.logo },
    guard,
    log,
    webhook: chat.webhook,
    routes: [
      ...setpassRoutes(
        {
          site: pageSite,
          setPasswordDeps: {
            ...handling,
            ownPasswords: config.dryRun ? gate && noOwnPasswords(gate) : gate,
            adminChannel: chat.adminChannel,
            maxAttempts: config.passwords.maxAttempts,
          },
          hasFront: true,
          minLength: config.passwords.minLength,
          minStrength: config.passwords.minStrength,
          rules: config.passwords.rules,
          resets: resetService(config, handling),
          isHttps,
          guard,
          log,
        },
        gate &&
          config.setpass && {
            deps: { ...deps, tokenExpirationMs: config.setpass.tokenExpiration },
            isAdminToken: gate.isAdminToken,
            log,
          },
      ),
      (part) => decisionRoutes(part, { site: pageSite, isHttps, links: decideByLink(handling) }),
      (part) => requestRoutes(part, { site: pageSite, isHttps, links: requestByLink(handling) }),
      (part) => healthRoutes(part, watching),
    ],
  });
  // A rehearsal doesn't change any card.
  if (!rehearsal) {
    await step(() => moveAdminViews(db, chat.adminChannel, now()));
    await step(() => refreshDryRun(db, config.dryRun, now()));
    if (!config.dryRun) await step(() => wakeAfterDryRun(db, now()));
  }
  await chat.start(handle, inbox);
  const rerouted = rehearsal ? 0 : await step(() => rerouteRequests({ db, workflows, now }));
  if (rerouted > 0)
    log.info({ count: rerouted }, "requests moved to another stage because `approvals` was changed");
  await step(process.join);
  dependencies.begin();
  const { digest, site } = config;
  const cron = rehearsal
    ? undefined
    : startCron({
        db,
        chat,
        now,
        log,
        workflows,
        rules: deps.rules,
        digest,
        timeZone: site.timeZone,
      });
  const sealing = auditKey && startSealing({ db, key: auditKey, now, log });
  const rivals =
    chat.connections &&
    watchRivals({
      db,
      process,
      now,
      log,
      connections: chat.connections,
      adminChannel: chat.adminChannel,
    });
  if (!config.approvals.account.includes("admin")) {
    log.warn(
      "approvals.account doesn't include admin: admins only decide requests without a PI or for a privileged or unknown project",
    );
  }
  if (rehearsal) log.warn(await step(() => describeRehearsal(db)));
  else if (config.dryRun) log.warn("ACCT_DRY_RUN is set: acct reads from all systems and creates nothing");
  log.info({ port: web.port, process: process.number() }, "acct started");

  return {
    port: web.port,
    async stop() {
      stopping = true;
      impatience = cutLostDatabase(database, process);
      cron?.stop();
      renewing?.stop();
      rivals?.stop();
      dependencies.stop();
      await chat.stop();
      await inbox.idle();
      await Promise.all(loops.map((loop) => loop.stop()));
      await web.close();
      await sealing?.stop({ isLost: impatience.hasCut() });
      impatience.stop();
      await process.leave();
      clock.stop();
      mailer.close();
      await database.close();
      log.info("acct stopped");
    },
  };
}
