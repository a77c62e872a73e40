import type { UnreachableError } from "./chat/chat.ts";
import type { Config } from "./config.ts";
import { startCron } from "./cron.ts";
import { cutWhenLost } from "./cut-when-lost.ts";
import { refreshDryRun } from "./db/cards.ts";
import { checkSessions } from "./db/check-sessions.ts";
import { openDatabase } from "./db/client.ts";
import { followDatabaseClock } from "./db/clock.ts";
import type { Leased } from "./db/leases.ts";
import { objectionToTables } from "./db/migrate.ts";
import { moveAdminCards } from "./db/move-cards.ts";
import { connectionName, newProcessNumber, thisProcess } from "./db/process.ts";
import { cards, digests, interactions, messages, requests } from "./db/schema.ts";
import { wakeAfterDryRun } from "./db/waiting-requests.ts";
import { dependenciesOf } from "./dependencies.ts";
import { despiteLosses } from "./despite-losses.ts";
import { Failure } from "./failure.ts";
import { decidingByLink } from "./handlers/decide-by-link.ts";
import { handleWith } from "./handlers/handle.ts";
import { openInbox } from "./handlers/inbox.ts";
import { requestByLink } from "./handlers/request-by-link.ts";
import { takeUp } from "./handlers/take-up.ts";
import type { Log } from "./log.ts";
import { noMailer } from "./mail/no-mailer.ts";
import { SMTP_CONNECTIONS, smtpMailer } from "./mail/smtp.ts";
import { openMetrics } from "./metrics.ts";
import { openTools } from "./open-tools.ts";
import { advance } from "./pipeline/advance.ts";
import { CHAT_VIAS, deliver, MAIL_VIAS } from "./pipeline/deliver.ts";
import { patience } from "./pipeline/insist.ts";
import { journeysFor } from "./pipeline/journeys.ts";
import { keepSecretsCurrent } from "./pipeline/renew-secrets.ts";
import { rerouteRequests } from "./pipeline/reroute-requests.ts";
import { showCard } from "./pipeline/show-card.ts";
import { showDigest } from "./pipeline/show-digest.ts";
import { tellHelpDesk } from "./pipeline/tell-help-desk.ts";
import { requireKeys, useKeys } from "./pipeline/use-keys.ts";
import { type WorkLoop, workLoop } from "./pipeline/work-loop.ts";
import { noOwnPasswords } from "./provisioners/dry-run.ts";
import { keystoneGate } from "./provisioners/openstack/keystone-gate.ts";
import { watch } from "./readiness.ts";
import { describeRehearsal } from "./rehearsal.ts";
import { resetting } from "./resetting.ts";
import { proofOf } from "./secret-keys.ts";
import { skewLogger } from "./skew-logger.ts";
import { waitForDatabase } from "./wait-for-database.ts";
import { watchRivals } from "./watch-rivals.ts";
import { decisionRoutes } from "./web/decision-routes.ts";
import { openGuard } from "./web/guard.ts";
import { requestRoutes } from "./web/request-routes.ts";
import { serveWeb } from "./web/server.ts";
import { setpassRoutes } from "./web/setpass-routes.ts";
import { watchRoutes } from "./web/watch-routes.ts";

export interface App {
  /** Where the web server listens. */
  readonly port: number;
  /** Finishes what is in hand and hands the rest to others. */
  stop(): Promise<void>;
}

const LEASE_MS = 30_000;
const POLL_MS = 1000;
/** How long a stop goes on trying to write down what has been sent or shown; `cutWhenLost` ends it when the database stays away. */
const SETTLE_PATIENCE_MS = 20_000;

/** Starts one process of acct. Any number of them, on any number of machines, share the work of one database. */
export async function startApp(config: Config, log: Log, ownClock = () => new Date()): Promise<App> {
  const number = newProcessNumber();
  const database = openDatabase(
    config.database,
    (error) => log.warn({ err: error }, "the database closed a connection"),
    { name: connectionName(number) },
  );
  const { db } = database;
  for (const warning of config.warnings) log.warn(warning);
  await waitForDatabase(db, { log });
  const step = despiteLosses(log);
  await step(() => checkSessions(config.database.url));
  const objection = await step(() => objectionToTables(db));
  if (objection) throw new Failure(objection);
  const clock = await step(() => followDatabaseClock(db, { own: ownClock, measured: skewLogger(log) }));
  const { now } = clock;

  const { rehearsal } = config;
  const secretKey = await step(() => (rehearsal ? requireKeys : useKeys)(db, config.secretKey, now()));
  const renewing = rehearsal ? undefined : await step(() => keepSecretsCurrent(db, secretKey, log));

  const { tools, chat, guards } = openTools({ ...config, secretKey }, db, log, now);
  const mailer = rehearsal ? noMailer : smtpMailer(config.mail, guards);
  const journeys = journeysFor(config.approvals);

  const metrics = openMetrics(db, log, { dryRun: config.dryRun });
  let stopping = false;
  let impatience: ReturnType<typeof cutWhenLost> | undefined;
  let loops: readonly WorkLoop[] = [];
  const process = thisProcess(
    { number, url: config.database.url },
    {
      wake() {
        for (const loop of loops) loop.wake();
      },
      lost: (error) =>
        log.warn({ err: error }, "lost the database; what is in hand goes on, and nothing new begins"),
      rejoined() {
        for (const loop of loops) loop.keep();
        log.info("this process has the database again, and begins new work");
      },
    },
  );
  // In a rehearsal nobody takes any work: what is due stays due, and a real start finds it untouched.
  const worker = rehearsal ? { number: () => undefined, isReturning: () => false } : process;
  const shared = { db, process: worker, now, log, leaseMs: LEASE_MS, pollMs: POLL_MS };
  const isLate = patience(() => stopping, SETTLE_PATIENCE_MS);
  const givesUp = () => isLate() || impatience?.hasCut() === true;
  const showing = workLoop({
    ...shared,
    queue: cards,
    concurrency: 5,
    work: (card) =>
      showCard(card, {
        db,
        chat,
        now,
        log,
        rules: tools.rules,
        digestAbove: config.slack.digestAbove,
        announce,
        givesUp,
      }),
  });
  const delivery = {
    ...shared,
    queue: messages,
    concurrency: 5,
    work: (message: Leased<typeof messages>) =>
      deliver(message, { ...tools, mailer, log, counts: metrics.counts, announce, givesUp }),
  };
  // Each way has workers of its own: a mail server that says nothing holds up mails only. None in hand waits for another
  // to end, because a stop waits for all that are in hand.
  const mailing = workLoop({ ...delivery, vias: MAIL_VIAS, concurrency: SMTP_CONNECTIONS });
  const telling = workLoop({ ...delivery, vias: CHAT_VIAS });
  const digesting = workLoop({
    ...shared,
    queue: digests,
    concurrency: 1,
    work: (digest) => showDigest(digest, { db, chat, now, log, rules: tools.rules, givesUp }),
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
      advance(request, { tools, journeys, log, announce, stopping: () => stopping, counts: metrics.counts }),
  });
  const handling = { ...tools, journeys };
  const handle = handleWith(handling, log, metrics.counts);
  const inbox = openInbox({ db, process, now, log, leaseMs: LEASE_MS });
  const takingUp = workLoop({
    ...shared,
    queue: interactions,
    concurrency: 3,
    work: (interaction) => takeUp(interaction, { db, chat, handle, now, log }),
  });
  loops = [advancing, showing, mailing, telling, digesting, takingUp];

  const { accent, language } = config.pages;
  const pageSite = { ...config.site, language, logo: config.logo?.name };
  const isHttps = config.web.publicUrl.startsWith("https:");
  const gate = config.setpass && keystoneGate(config.setpass);
  const { provisioners } = tools;
  const parts = {
    ...{ db, process, loops, chat, provisioners, gate, guards, now, clock },
    tellHelpDesk: (error: UnreachableError) => tellHelpDesk(error, { db, site: config.site, now, announce }),
  };
  const dependencies = watch(dependenciesOf(config, parts), { now, log, up: metrics.dependencyUp });
  const watching = {
    trouble: async () => (process.number() === undefined ? "the database is lost" : undefined),
    prove: (nonce: string) => proofOf(secretKey.current, nonce),
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
    look: { accent, logo: config.logo },
    guard,
    log,
    slackEvents: chat.requestListener,
    routes: [
      ...setpassRoutes(
        {
          site: pageSite,
          choosing: {
            ...handling,
            ownPasswords: config.dryRun ? gate && noOwnPasswords(gate) : gate,
            adminChannel: config.slack.adminChannel,
            maxAttempts: config.passwords.maxAttempts,
          },
          hasFront: true,
          minLength: config.passwords.minLength,
          minStrength: config.passwords.minStrength,
          rules: config.passwords.rules,
          resetting: resetting(config, handling),
          isHttps,
          guard,
          log,
        },
        gate &&
          config.setpass && {
            settingUp: { ...tools, tokenExpirationMs: config.setpass.tokenExpiration },
            isAdminToken: gate.isAdminToken,
            log,
          },
      ),
      (part) => decisionRoutes(part, { site: pageSite, isHttps, deciding: decidingByLink(handling) }),
      (part) => requestRoutes(part, { site: pageSite, isHttps, following: requestByLink(handling) }),
      (part) => watchRoutes(part, watching),
    ],
  });
  // A rehearsal leaves every card as it is.
  if (!rehearsal) {
    await step(() => moveAdminCards(db, config.slack.adminChannel, now()));
    await step(() => refreshDryRun(db, config.dryRun, now()));
    if (!config.dryRun) await step(() => wakeAfterDryRun(db, now()));
  }
  await chat.start(handle, inbox);
  const rerouted = rehearsal ? 0 : await step(() => rerouteRequests({ db, journeys, now }));
  if (rerouted > 0) log.info({ count: rerouted }, "requests were moved, because `approvals` has changed");
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
        journeys,
        rules: tools.rules,
        digest,
        timeZone: site.timeZone,
      });
  const rivals =
    chat.connections &&
    watchRivals({
      db,
      process,
      now,
      log,
      connections: chat.connections,
      adminChannel: config.slack.adminChannel,
    });
  if (!config.approvals.account.includes("admin")) {
    log.warn(
      "approvals.account names no admin: they see only what has no PI or is about a privileged or unknown project",
    );
  }
  if (rehearsal) log.warn(await step(() => describeRehearsal(db)));
  else if (config.dryRun) log.warn("ACCT_DRY_RUN is set: everything is looked at, and nothing is made");
  log.info({ port: web.port, process: process.number() }, "acct is at work");

  return {
    port: web.port,
    async stop() {
      stopping = true;
      impatience = cutWhenLost(database, process);
      cron?.stop();
      renewing?.stop();
      rivals?.stop();
      dependencies.stop();
      await chat.stop();
      await inbox.idle();
      await Promise.all(loops.map((loop) => loop.stop()));
      await web.close();
      impatience.stop();
      await process.leave();
      clock.stop();
      mailer.close();
      await database.close();
      log.info("acct has stopped");
    },
  };
}
