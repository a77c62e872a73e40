import type { FastifyInstance } from "fastify";
import type { Config } from "../config/config.ts";
import { readInstallation } from "../db/installation.ts";
import { listPublicLog } from "../db/public-log.ts";
import type { LoginProvider } from "../directory/login.ts";
import { addressByLink } from "../handlers/address-by-link.ts";
import { agreementsByLink } from "../handlers/agreements-by-link.ts";
import { applyByLink } from "../handlers/apply-by-link.ts";
import { confirmByLink } from "../handlers/confirm-by-link.ts";
import { correctByLink } from "../handlers/correct-by-link.ts";
import { decideByLink } from "../handlers/decision-by-link.ts";
import { foundingByLink } from "../handlers/founding-by-link.ts";
import type { HandlerContext } from "../handlers/handler.ts";
import { invitationByLink } from "../handlers/invitation-by-link.ts";
import { requestByLink } from "../handlers/request-by-link.ts";
import { rosterByLink } from "../handlers/roster-by-link.ts";
import type { Log } from "../log.ts";
import { enterCode, inspectCode } from "../pipeline/links/enter-code.ts";
import { linkSignIn } from "../pipeline/links/link-sign-in.ts";
import { findSignInClaim } from "../pipeline/links/sign-in-claim.ts";
import { answerByLink, inspectClaim } from "../pipeline/pi-claims/answer-claim.ts";
import { askForLink } from "../pipeline/public-form/ask-for-link.ts";
import { formStamp, judgeStamp } from "../pipeline/public-form/form-stamp.ts";
import { noOwnPasswords } from "../provisioners/dry-run.ts";
import type { KeystoneAuth } from "../provisioners/openstack/keystone-auth.ts";
import { addressRoutes } from "../web/address-routes.ts";
import { agreementRoutes } from "../web/agreement-routes.ts";
import { applyRoutes } from "../web/apply-routes.ts";
import { askForLinkRoutes, type LinkRequests } from "../web/ask-for-link-routes.ts";
import { type BounceRoutesDeps, bounceRoutes } from "../web/bounce-routes.ts";
import { confirmRequestRoutes } from "../web/confirm-request-routes.ts";
import { correctRoutes } from "../web/correct-routes.ts";
import { decisionRoutes } from "../web/decision-routes.ts";
import { foundingRoutes } from "../web/founding-routes.ts";
import type { Guard } from "../web/guard.ts";
import { type HealthRoutesDeps, healthRoutes } from "../web/health-routes.ts";
import { invitationRoutes } from "../web/invitation-routes.ts";
import { linkRoutes } from "../web/link-routes.ts";
import { logRoutes } from "../web/log-routes.ts";
import { loginRoutes } from "../web/login-routes.ts";
import type { Site } from "../web/pages.ts";
import { piRoutes } from "../web/pi-routes.ts";
import { requestRoutes } from "../web/request-routes.ts";
import { resetService } from "../web/reset-service.ts";
import { rosterRoutes } from "../web/roster-routes.ts";
import { setpassRoutes } from "../web/setpass-routes.ts";

interface WebRoutesDeps {
  readonly site: Site;
  readonly context: HandlerContext;
  /** Keystone, if programs create links for its users. */
  readonly gate: KeystoneAuth | undefined;
  /** Where people sign in, if anywhere. */
  readonly provider: LoginProvider | undefined;
  /** Where a mail server hands on what comes back, if it does. */
  readonly bounces: BounceRoutesDeps | undefined;
  readonly health: HealthRoutesDeps;
  readonly guard: Guard;
  readonly log: Log;
}

/** All pages of acct: passwords, decisions and requests by link, and what monitoring reads. */
export function webRoutes(
  config: Config,
  { site, context, gate, provider, bounces, health, guard, log }: WebRoutesDeps,
): ((app: FastifyInstance) => Promise<void>)[] {
  const { passwords, setpass, publicLog } = config;
  const links = addressByLink(context);
  const linkRequests: LinkRequests = {
    stamp: () => formStamp(context.secretKey, context.now()),
    judge: (stamp) => judgeStamp(context.secretKey, stamp, context.now()),
    ask: async (asked) => {
      const result = await askForLink(asked, context);
      if (result === "network" || result === "everywhere")
        log.warn({ limit: result, purpose: asked.purpose }, "too many links were requested on the web pages");
      return result;
    },
  };
  return [
    ...setpassRoutes(
      {
        site,
        setPasswordDeps: {
          ...context,
          ownPasswords: config.dryRun ? gate && noOwnPasswords(gate) : gate,
          adminChannels: context.rules.adminChannels,
          maxAttempts: passwords.maxAttempts,
        },
        front: { canApply: config.publicForm },
        minLength: passwords.minLength,
        minStrength: passwords.minStrength,
        rules: passwords.rules,
        resets: resetService(setpass?.helpdesk, context),
        guard,
        log,
      },
      gate &&
        setpass && {
          deps: { ...context, tokenExpirationMs: setpass.tokenExpiration },
          isAdminToken: gate.isAdminToken,
          log,
        },
    ),
    (app) => decisionRoutes(app, { site, links: decideByLink(context) }),
    (app) => confirmRequestRoutes(app, { site, links: confirmByLink(context) }),
    (app) => correctRoutes(app, { site, links: correctByLink(context) }),
    (app) => requestRoutes(app, { site, links: requestByLink(context) }),
    (app) => askForLinkRoutes(app, { site, purpose: "status", requests: linkRequests }),
    ...(config.publicForm
      ? [
          (app: FastifyInstance) => askForLinkRoutes(app, { site, purpose: "apply", requests: linkRequests }),
          (app: FastifyInstance) => applyRoutes(app, { site, links: applyByLink(context) }),
        ]
      : []),
    (app) => agreementRoutes(app, { site, links: agreementsByLink(context) }),
    (app) =>
      linkRoutes(app, {
        site,
        chatName: context.chat.name,
        links: {
          inspect: (token) => inspectCode(token, context),
          enter: (token, code) => enterCode(token, code, context),
        },
      }),
    (app) =>
      piRoutes(app, {
        site,
        links: {
          inspect: (token) => inspectClaim(token, context),
          answer: (token, answer) => answerByLink(token, answer, context),
        },
      }),
    (app) => invitationRoutes(app, { site, links: invitationByLink(context) }),
    (app) => rosterRoutes(app, { site, links: rosterByLink(context) }),
    (app) => foundingRoutes(app, { site, links: foundingByLink(context) }),
    (app) => addressRoutes(app, { site, links, signInWith: provider?.name }),
    ...(provider
      ? [
          (app: FastifyInstance) =>
            loginRoutes(app, {
              site,
              provider,
              log,
              confirm: links.confirmByLogin,
              chatName: context.chat.name,
              signIns: {
                inspect: async (token) => (await findSignInClaim(token, context))?.label,
                link: (token, login) => linkSignIn(token, login, context),
              },
            }),
        ]
      : []),
    ...(publicLog.enabled
      ? [
          (app: FastifyInstance) =>
            logRoutes(app, {
              site,
              publicUrl: config.web.publicUrl,
              ...{ title: publicLog.title, showRule: publicLog.showRule },
              list: (listing) => listPublicLog(context.db, listing),
              identify: () => readInstallation(context.db),
            }),
        ]
      : []),
    ...(bounces ? [(app: FastifyInstance) => bounceRoutes(app, bounces)] : []),
    (app) => healthRoutes(app, health),
  ];
}
