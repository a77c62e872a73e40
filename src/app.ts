import type { Config } from "./config.ts";
import { startCron } from "./cron.ts";
import { refreshDryRun } from "./db/cards.ts";
import { openDatabase } from "./db/client.ts";
import { pendingMigrations } from "./db/migrate.ts";
import { moveAdminCards } from "./db/move-cards.ts";
import { thisProcess } from "./db/process.ts";
import { cards, digests, messages, requests } from "./db/schema.ts";
import { wakeAfterDryRun } from "./db/waiting-requests.ts";
import { dependenciesOf } from "./dependencies.ts";
import { decidingByLink } from "./handlers/decide-by-link.ts";
import { handleWith } from "./handlers/handle.ts";
import { requestByLink } from "./handlers/request-by-link.ts";
import type { Log } from "./log.ts";
import { smtpMailer } from "./mail/smtp.ts";
import { openMetrics } from "./metrics.ts";
import { openTools } from "./open-tools.ts";
import { advance } from "./pipeline/advance.ts";
import { deliver } from "./pipeline/deliver.ts";
import { journeysFor } from "./pipeline/journeys.ts";
import { showCard } from "./pipeline/show-card.ts";
import { showDigest } from "./pipeline/show-digest.ts";
import { type WorkLoop, workLoop } from "./pipeline/work-loop.ts";
import { noOwnPasswords } from "./provisioners/dry-run.ts";
import { keystoneGate } from "./provisioners/openstack/keystone-gate.ts";
import { watch } from "./readiness.ts";
import { resetting } from "./resetting.ts";
import { decisionRoutes } from "./web/decision-routes.ts";
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

/** Starts one process of acct. Any number of them, on any number of machines, share the work of one database. */
export async function startApp(config: Config, log: Log, now = () => new Date()): Promise<App> {
  const { db, close: closeDatabase } = openDatabase(config.database, (error) =>
    log.warn({ err: error }, "the database closed a connection"),
  );
  const pending = await pendingMigrations(db);
  if (pending > 0) throw new Error("The database is behind this release: run `npm run migrate`");
  if (pending < 0) throw new Error("The database is of a newer release than this one: start that release");

  const { tools, chat } = openTools(config, db, log, now);
  const mailer = smtpMailer(config.mail);
  const journeys = journeysFor(config.approvals);

  const metrics = openMetrics(db, { dryRun: config.dryRun });
  let stopping = false;
  let loops: readonly WorkLoop[] = [];
  const process = thisProcess(config.database.url, now, {
    wake() {
      for (const loop of loops) loop.wake();
    },
    lost: (error) => log.warn({ err: error }, "lost the database; others take over what was in hand"),
  });
  const { dryRun } = config;
  const { adminChannel } = config.slack;
  const shared = { db, process: process, now, log, leaseMs: LEASE_MS, pollMs: POLL_MS };
  const showing = workLoop({
    ...shared,
    queue: cards,
    concurrency: 5,
    work: (card) => showCard(card, { db, chat, now, log, dryRun, digestAbove: config.slack.digestAbove }),
  });
  const delivering = workLoop({
    ...shared,
    queue: messages,
    concurrency: 5,
    work: (message) => deliver(message, { ...tools, mailer, log, counts: metrics.counts }),
  });
  const digesting = workLoop({
    ...shared,
    queue: digests,
    concurrency: 1,
    work: (digest) => showDigest(digest, { db, chat, now, log, dryRun, adminChannel }),
  });
  const announce = () => {
    showing.wake();
    delivering.wake();
    digesting.wake();
  };
  const advancing = workLoop({
    ...shared,
    queue: requests,
    concurrency: 10,
    work: (request) =>
      advance(request, { tools, journeys, log, announce, stopping: () => stopping, counts: metrics.counts }),
  });
  loops = [advancing, showing, delivering, digesting];

  const handling = { ...tools, journeys };
  const { accent, language } = config.pages;
  const pageSite = { ...config.site, language, logo: config.logo?.name };
  const gate = config.setpass && keystoneGate(config.setpass);
  const ready = watch(dependenciesOf(config, { db, chat, directory: tools.directory, loops, now }), now);
  const watching = {
    trouble: async () => (process.number() === undefined ? "the database is lost" : undefined),
    async ready() {
      return { ...(await ready()), dryRun };
    },
    metrics,
    metricsToken: config.metricsToken,
  };
  const web = await serveWeb(config.web, {
    site: pageSite,
    look: { accent, logo: config.logo },
    log,
    slackEvents: chat.requestListener,
    routes: [
      ...setpassRoutes(
        {
          site: pageSite,
          choosing: {
            ...handling,
            ownPasswords: config.dryRun ? gate && noOwnPasswords(gate) : gate,
            maxAttempts: config.passwords.maxAttempts,
          },
          minLength: config.passwords.minLength,
          rules: config.passwords.rules,
          resetting: resetting(config, { ...handling, mailer }),
          isHttps: config.web.publicUrl.startsWith("https:"),
          log,
        },
        gate &&
          config.setpass && {
            settingUp: { ...tools, tokenExpirationMs: config.setpass.tokenExpiration },
            isAdminToken: gate.isAdminToken,
            log,
          },
      ),
      (part) => decisionRoutes(part, pageSite, decidingByLink(handling)),
      (part) => requestRoutes(part, pageSite, requestByLink(handling)),
      (part) => watchRoutes(part, watching),
    ],
  });
  await moveAdminCards(db, adminChannel, now());
  await refreshDryRun(db, dryRun, now());
  if (!dryRun) await wakeAfterDryRun(db, now());
  await chat.start(handleWith(handling, log, metrics.counts));
  await process.join();
  const { digest, site } = config;
  const cron = startCron({
    db,
    chat,
    now,
    log,
    journeys,
    rules: tools.rules,
    digest,
    timeZone: site.timeZone,
  });
  if (config.dryRun) log.warn("ACCT_DRY_RUN is set: everything is looked at, and nothing is made");
  log.info({ port: web.port, process: process.number() }, "acct is at work");

  return {
    port: web.port,
    async stop() {
      stopping = true;
      cron.stop();
      await chat.stop();
      await Promise.all(loops.map((loop) => loop.stop()));
      await web.close();
      await process.leave();
      mailer.close();
      await closeDatabase();
      log.info("acct has stopped");
    },
  };
}
