import { randomUUID } from "node:crypto";
import type { App } from "../app.ts";
import type { SetpassConfig } from "../config/setpass-config.ts";
import { guardLogins } from "../credentials/guard-logins.ts";
import { computeProof } from "../credentials/secret-keys.ts";
import { openDatabase } from "../db/client.ts";
import { followDatabaseClock } from "../db/clock.ts";
import { deleteOldFailures } from "../db/failures.ts";
import { purgeExpiredSecrets } from "../db/password-links.ts";
import { requireTables } from "../db/require-tables.ts";
import {
  clockDependency,
  databaseDependency,
  gateDependency,
  mailDependency,
} from "../health/health-checks.ts";
import { createReadinessProbe } from "../health/readiness.ts";
import { retryWhenLost } from "../health/retry-when-lost.ts";
import { skewLogger } from "../health/skew-logger.ts";
import { waitForDatabase } from "../health/wait-for-database.ts";
import type { Log } from "../log.ts";
import { smtpMailer } from "../mail/smtp.ts";
import { openMetrics } from "../metrics.ts";
import { useProxy } from "../outbound/proxy.ts";
import { helpdeskTicket } from "../pipeline/outbox/helpdesk-ticket.ts";
import { keepSecretsCurrent } from "../pipeline/secrets/renew-secrets.ts";
import { useKeys } from "../pipeline/secrets/use-keys.ts";
import { buildWorkflows } from "../pipeline/workflows.ts";
import { keystoneAuth } from "../provisioners/openstack/keystone-auth.ts";
import { FAILURES_KEPT_MS, openGuard } from "../web/guard.ts";
import { healthRoutes } from "../web/health-routes.ts";
import { mountOf } from "../web/mount.ts";
import { serveWeb } from "../web/server.ts";
import { setpassRoutes } from "../web/setpass-routes.ts";

const ERASE_EVERY_MS = 3_600_000;

/** Starts the password service alone, as a replacement for setpass. Any number of processes share one database. */
export async function startSetpass(
  config: SetpassConfig,
  log: Log,
  ownClock = () => new Date(),
): Promise<App> {
  useProxy(config.proxy);
  const { db, close } = openDatabase(config.database, (error) =>
    log.warn({ err: error }, "database connection closed by the server"),
  );
  for (const warning of config.warnings) log.warn(warning);
  await waitForDatabase(db, { log });
  const step = retryWhenLost(log);
  await step(() => requireTables(db));
  const clock = await step(() => followDatabaseClock(db, { own: ownClock, measured: skewLogger(log) }));
  const { now } = clock;

  const secretKey = await step(() => useKeys(db, config.secretKey, now()));
  const renewing = await step(() => keepSecretsCurrent(db, secretKey, log));

  const { setpass, pages, logo, passwords } = config;
  const mount = mountOf(config.web.publicUrl);
  const site = { ...config.site, logo: logo?.name, mount };
  const gate = keystoneAuth(setpass);
  const guards = guardLogins({ db, secretKey: secretKey.current.secret, now, log });
  const mailer = config.mail && smtpMailer(config.mail, guards);
  const { helpdesk } = setpass;
  const metrics = openMetrics(db, log);
  const needed = [
    databaseDependency(db),
    clockDependency(clock),
    gateDependency(gate),
    ...(config.mail && mailer ? [mailDependency(config.mail, { guards, mailer })] : []),
  ];
  const dependencies = createReadinessProbe(needed, { now, log, up: metrics.dependencyUp });
  const guard = openGuard({ db, now, log });
  const web = await serveWeb(config.web, {
    site,
    branding: { accent: pages.accent, logo },
    guard,
    log,
    routes: [
      ...setpassRoutes(
        {
          site,
          setPasswordDeps: {
            db,
            now,
            secretKey,
            // Links of accounts, if the database has any, are handled by acct itself.
            passwords: [],
            workflows: buildWorkflows({
              account: [],
              "gitlab-account": [],
              membership: [],
              project: [],
              quota: [],
              offboarding: [],
            }),
            ownPasswords: gate,
            maxAttempts: passwords.maxAttempts,
          },
          front: undefined,
          minLength: passwords.minLength,
          minStrength: passwords.minStrength,
          rules: passwords.rules,
          // The service alone knows no addresses, so requests go to the help desk, or there is no form.
          resets: mailer &&
            helpdesk && {
              asksPin: true,
              ask: async ({ pin = "", ...request }) => {
                await mailer.send(helpdeskTicket({ ...request, pin }, helpdesk, randomUUID()));
              },
            },
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
          livenessProblem: async () =>
            (await dependencies.ready("database")).ok ? undefined : "the database doesn't respond",
          prove: (nonce) => computeProof(secretKey.current, nonce),
          ready: dependencies.ready,
          metrics,
          metricsToken: config.metricsToken,
        }),
    ],
  });
  const erase = () => {
    const deletion = deleteOldFailures(db, new Date(now().getTime() - FAILURES_KEPT_MS));
    Promise.all([purgeExpiredSecrets(db, now()), deletion]).catch((error: unknown) =>
      log.warn({ err: error }, "could not erase the secrets of expired links; retrying"),
    );
  };
  erase();
  dependencies.begin();
  const erasing = setInterval(erase, ERASE_EVERY_MS);
  // Logged only after the caller has installed its signal handlers, so that a signal right after this line stops the process
  // gracefully.
  setImmediate(() => log.info({ port: web.port }, "password service started"));
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
      log.info("password service stopped");
    },
  };
}
