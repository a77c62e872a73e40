import type { Agreement } from "../agreements/agreement.ts";
import { secretKeys } from "../credentials/secret-keys.ts";
import { assembleArvados } from "./assemble-arvados.ts";
import { assembleBounces } from "./assemble-bounces.ts";
import { assembleGerrit } from "./assemble-gerrit.ts";
import { assembleGitLab } from "./assemble-gitlab.ts";
import { assembleMattermost } from "./assemble-mattermost.ts";
import { assemblePhabricator } from "./assemble-phabricator.ts";
import { assembleSlack } from "./assemble-slack.ts";
import { assembleWiki } from "./assemble-wiki.ts";
import type { Environment } from "./environment.ts";
import type { CaCertificates } from "./read-ca-certificates.ts";
import type { Logo } from "./read-logo.ts";
import { withFlavor } from "./settings/directory.ts";
import type { Settings } from "./settings.ts";
import { given } from "./variables/given.ts";

/** Puts together the environment, acct.yml, and the files that they name. */
export function assembleConfig(
  env: Environment,
  {
    slack,
    mattermost,
    ldap,
    directory,
    oidc,
    openstack,
    slurm,
    rt,
    phabricator,
    gerrit,
    wiki,
    gitlab,
    arvados,
    mail,
    setpass,
    helpdesk,
    publicLog,
    ...settings
  }: Settings,
  cas: CaCertificates,
  {
    logo,
    layout,
    agreements,
  }: {
    readonly logo: Logo | undefined;
    readonly layout: string;
    readonly agreements: readonly Agreement[];
  },
) {
  return {
    ...settings,
    agreements,
    logo,
    helpdesk: helpdesk && { ...helpdesk, layout },
    database: { url: env.DATABASE_URL },
    web: { host: env.HOST, port: env.PORT, publicUrl: env.PUBLIC_URL, trustProxy: env.TRUST_PROXY },
    proxy: { http: env.HTTP_PROXY, https: env.HTTPS_PROXY, except: env.NO_PROXY },
    secretKey: secretKeys(env.ACCT_SECRET_KEY, env.ACCT_SECRET_KEY_OLD),
    // A section of a chat that isn't listed is only prepared.
    slack: settings.chats.includes("slack") ? slack && assembleSlack(env, slack) : undefined,
    mattermost: settings.chats.includes("mattermost")
      ? mattermost && assembleMattermost(env, mattermost)
      : undefined,
    ldap: ldap && { ...ldap, ca: cas.ldap, password: env.LDAP_BIND_PASSWORD ?? "" },
    directory: directory && {
      ...withFlavor(directory),
      ca: cas.directory,
      password: env.DIRECTORY_PASSWORD ?? "",
    },
    oidc: oidc && { ...oidc, ca: cas.oidc, clientSecret: env.OIDC_CLIENT_SECRET ?? "" },
    openstack: openstack && { ...openstack, ca: cas.openstack, password: env.OPENSTACK_PASSWORD ?? "" },
    slurm: slurm && {
      ...slurm,
      rest: slurm.rest && { ...slurm.rest, ca: cas.slurm, token: env.SLURM_JWT ?? "" },
    },
    rt: rt && { ...rt, ca: cas.rt, token: env.RT_TOKEN ?? "" },
    phabricator: assemblePhabricator(env, phabricator, cas.phabricator),
    gerrit: assembleGerrit(env, gerrit, cas.gerrit),
    wiki: assembleWiki(env, wiki, cas.wiki),
    publicLog: {
      ...publicLog,
      ...given({
        enabled: env.PUBLIC_LOG_ENABLED,
        showRule: env.PUBLIC_LOG_SHOW_RULE,
        title: env.PUBLIC_LOG_TITLE,
      }),
    },
    gitlab: assembleGitLab(env, gitlab, cas.gitlab),
    arvados: assembleArvados(env, arvados, cas.arvados),
    setpass: setpass && { ...setpass, ca: cas.setpass },
    rehearsal: env.ACCT_REHEARSAL === "1",
    dryRun: env.ACCT_DRY_RUN === "1" || env.ACCT_REHEARSAL === "1",
    mail: {
      ...mail,
      ca: cas.mail,
      password: env.SMTP_PASSWORD,
      bounces: mail.bounces && assembleBounces(env, mail.bounces, cas.bounces),
    },
    sheetsApiUrl: env.SHEETS_API_URL,
    metricsToken: env.METRICS_TOKEN,
    logLevel: env.LOG_LEVEL,
  };
}
