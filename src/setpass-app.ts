import { randomUUID } from "node:crypto";
import type { App } from "./app.ts";
import type { SetpassConfig } from "./config/setpass-config.ts";
import { guardLogins } from "./credentials/guard-logins.ts";
import { proofOf } from "./credentials/secret-keys.ts";
import { openDatabase } from "./db/client.ts";
import { followDatabaseClock } from "./db/clock.ts";
import { deleteOldFailures } from "./db/failures.ts";
import { objectionToTables } from "./db/migrate.ts";
import { purgeExpiredSecrets } from "./db/password-links.ts";
import { Failure } from "./failure/failure.ts";
import {
  clockDependency,
  databaseDependency,
  gateDependency,
  mailDependency,
} from "./health/health-checks.ts";
import { createReadinessProbe } from "./health/readiness.ts";
import { retryWhenLost } from "./health/retry-when-lost.ts";
import { skewLogger } from "./health/skew-logger.ts";
import { waitForDatabase } from "./health/wait-for-database.ts";
import type { Log } from "./log.ts";
import { smtpMailer } from "./mail/smtp.ts";
import { openMetrics } from "./metrics.ts";
import { helpdeskTicket } from "./pipeline/outbox/helpdesk-ticket.ts";
import { keepSecretsCurrent } from "./pipeline/secrets/renew-secrets.ts";
import { useKeys } from "./pipeline/secrets/use-keys.ts";
import { buildWorkflows } from "./pipeline/workflows.ts";
import { keystoneAuth } from "./provisioners/openstack/keystone-auth.ts";
import { FAILURES_KEPT_MS, openGuard } from "./web/guard.ts";
import { healthRoutes } from "./web/health-routes.ts";
import { serveWeb } from "./web/server.ts";
import { setpassRoutes } from "./web/setpass-routes.ts";

const ERASE_EVERY_MS = 3_600_000;

/** Starts the password service alone, as setpass ran: any number of processes share one database. */
export async function startSetpass(
  config: SetpassConfig,
  log: Log,
  ownClock = () => new Date(),
): Promise<App> {
  const { db, close } = openDatabase(config.database, (error) =>
    log.warn({ err: error }, "the database closed a connection"),
  );
  for (const warning of config.warnings) log.warn(warning);
  await waitForDatabase(db, { log });
  const step = retryWhenLost(log);
  const denial = await step(() => objectionToTables(db));
  if (denial) throw new Failure(denial);
  const clock = await step(() => followDatabaseClock(db, { own: ownClock, measured: skewLogger(log) }));
  const { now } = clock;

  const secretKey = await step(() => useKeys(db, config.secretKey, now()));
  const renewing = await step(() => keepSecretsCurrent(db, secretKey, log));

  const { setpass, pages, logo, passwords } = config;
  const site = { ...config.site, language: pages.language, logo: logo?.name };
  const gate = keystoneAuth(setpass);
  const guards = guardLogins({ db, secretKey: secretKey.current.secret, now, log });
  const mailer = config.mail && smtpMailer(config.mail, guards);
  const { helpdesk } = setpass;
  const metrics = openMetrics(db, log);
  const needed = [
    databaseDependency(db),
    clockDependency(clock),
    gateDependency(gate),
    ...(config.mail ? [mailDependency(config.mail, guards)] : []),
  ];
  const dependencies = createReadinessProbe(needed, { now, log, up: metrics.dependencyUp });
  const guard = openGuard({ db, now, log });
  const web = await serveWeb(config.web, {
    site,
    look: { accent: pages.accent, logo },
    guard,
    log,
    routes: [
      ...setpassRoutes(
        {
          site,
          choosing: {
            db,
            now,
            secretKey,
            // Links of accounts, if the database has some, are for acct itself.
            passwords: [],
            workflows: buildWorkflows({ account: [], membership: [], quota: [] }),
            ownPasswords: gate,
            maxAttempts: passwords.maxAttempts,
          },
          hasFront: false,
          minLength: passwords.minLength,
          minStrength: passwords.minStrength,
          rules: passwords.rules,
          // The service alone knows no addresses: what is asked for goes to people, or cannot be asked for.
          resetting: mailer &&
            helpdesk && {
              asksPin: true,
              ask: ({ pin = "", ...wish }) =>
                mailer.send(helpdeskTicket({ ...wish, pin }, helpdesk, randomUUID())),
            },
          isHttps: config.web.publicUrl.startsWith("https:"),
          guard,
          log,
        },
        {
          deps: { db, now, secretKey, tokenExpirationMs: setpass.tokenExpiration },
          isAdminToken: gate.isAdminToken,
          log,
        },
      ),
      (part) =>
        healthRoutes(part, {
          trouble: async () =>
            (await dependencies.ready("database")).ok ? undefined : "the database does not answer",
          prove: (nonce) => proofOf(secretKey.current, nonce),
          ready: dependencies.ready,
          metrics,
          metricsToken: config.metricsToken,
        }),
    ],
  });
  const erase = () => {
    const forget = deleteOldFailures(db, new Date(now().getTime() - FAILURES_KEPT_MS));
    Promise.all([purgeExpiredSecrets(db, now()), forget]).catch((error: unknown) =>
      log.warn({ err: error }, "secrets of dead links were not erased; it is tried again"),
    );
  };
  erase();
  dependencies.begin();
  const erasing = setInterval(erase, ERASE_EVERY_MS);
  // Said when whoever started us has set its handlers: a signal that follows this line at once ends us in order.
  setImmediate(() => log.info({ port: web.port }, "the password service is at work"));
  return {
    port: web.port,
    async stop() {
      clearInterval(erasing);
      renewing.stop();
      clock.stop();
      dependencies.stop();
      await web.close();
      mailer?.close();
      await close();
      log.info("the password service has stopped");
    },
  };
}
