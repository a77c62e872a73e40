import { dirname, resolve } from "node:path";
import { z } from "zod";
import type { Agreement } from "../agreements/agreement.ts";
import { secretKeys } from "../credentials/secret-keys.ts";
import { roleOf } from "../db/database-url.ts";
import { type KeySource, readServiceAccountKey } from "../intake/sheets/service-account-key.ts";
import { readTemplates } from "../view/templates/templates.ts";
import { type Environment, environmentSchema } from "./environment.ts";
import { readHelpdeskLayout } from "./helpdesk-layout.ts";
import { readAgreements } from "./read-agreements.ts";
import {
  ConfigError,
  type Logo,
  readCa,
  readConfig,
  readEnvironment,
  readLogo,
  type Variables,
} from "./read-config.ts";
import { arvados as arvadosSettings } from "./settings/arvados.ts";
import { withFlavor } from "./settings/directory.ts";
import { gitlab as gitlabSettings } from "./settings/gitlab.ts";
import { type Settings, settingsSchema } from "./settings.ts";

export type Config = ReturnType<typeof loadConfig>;

/** Reads the environment and acct.yml. Throws one `ConfigError` that lists all problems. */
export function loadConfig(variables: Variables = process.env) {
  const { env, raw, file, environment, settings, problems, warnings } = readConfig(variables, {
    environment: environmentSchema,
    settings: settingsSchema,
  });
  problems.push(...missingSecrets(raw, env));
  const cas = {
    ldap: readCa("ldap.caFile", settings?.ldap?.caFile, problems),
    directory: readCa("directory.caFile", settings?.directory?.caFile, problems),
    oidc: readCa("oidc.caFile", settings?.oidc?.caFile, problems),
    mail: readCa("mail.caFile", settings?.mail.caFile, problems),
    bounces: readCa("mail.bounces.imap.caFile", settings?.mail.bounces?.imap?.caFile, problems),
    openstack: readCa("openstack.caFile", settings?.openstack?.caFile, problems),
    slurm: readCa("slurm.rest.caFile", settings?.slurm?.rest?.caFile, problems),
    rt: readCa("rt.caFile", settings?.rt?.caFile, problems),
    phabricator: readCa("phabricator.caFile", settings?.phabricator?.caFile, problems),
    gerrit: readCa("gerrit.caFile", settings?.gerrit?.caFile, problems),
    wiki: readCa("wiki.caFile", settings?.wiki?.caFile, problems),
    gitlab: readCa("gitlab.caFile", settings?.gitlab?.caFile, problems),
    arvados: readCa("arvados.caFile", settings?.arvados?.caFile, problems),
    setpass: readCa("setpass.caFile", settings?.setpass?.caFile, problems),
  };
  const logo = readLogo(settings?.pages.logoFile, problems);
  const googleKey = settings?.sheets ? findGoogleKey(env, problems) : undefined;
  const layout = readHelpdeskLayout(settings?.helpdesk?.template, problems);
  const agreements = readAgreements(file, settings?.agreements, problems);
  const { templates, problems: inTemplates } = readTemplates(folderBeside(file, settings?.site.templates));
  problems.push(...inTemplates);
  if (problems.length > 0 || !environment || !settings) throw new ConfigError(problems);
  return {
    ...assemble(environment, settings, cas, { logo, layout, agreements }),
    file,
    googleKey,
    templates,
    warnings,
  };
}

/** A folder that acct.yml names, relative to itself. */
const folderBeside = (file: string, folder: string | undefined) =>
  folder === undefined ? undefined : resolve(dirname(file), folder);

/** Reads only the database settings, for commands that need nothing else. Throws one `ConfigError`. */
export function loadDatabaseConfig(variables: Variables = process.env): {
  readonly database: { url: string };
} {
  const { environment, problems } = readEnvironment(
    variables,
    environmentSchema.pick({ DATABASE_URL: true }),
  );
  if (problems.length > 0 || !environment) throw new ConfigError(problems);
  return { database: { url: environment.DATABASE_URL } };
}

/** The database as its owner and as the role that acct runs as, for `acct migrate`. Throws one `ConfigError`. */
export function loadMigrationConfig(variables: Variables = process.env) {
  const needed = { DATABASE_URL: true, DATABASE_OWNER_URL: true } as const;
  const { environment, problems } = readEnvironment(variables, environmentSchema.pick(needed));
  if (problems.length > 0 || !environment) throw new ConfigError(problems);
  const { DATABASE_URL: url, DATABASE_OWNER_URL: ownerUrl } = environment;
  return { database: { url: ownerUrl ?? url }, role: ownerUrl ? roleOf(url) : undefined };
}

/** Reads only the database settings and the secret keys, for commands that need nothing else. Throws one `ConfigError`. */
export function loadKeysConfig(variables: Variables = process.env) {
  const needed = { DATABASE_URL: true, ACCT_SECRET_KEY: true, ACCT_SECRET_KEY_OLD: true } as const;
  const { environment, problems } = readEnvironment(variables, environmentSchema.pick(needed));
  if (problems.length > 0 || !environment) throw new ConfigError(problems);
  const { DATABASE_URL: url, ACCT_SECRET_KEY: current, ACCT_SECRET_KEY_OLD: old } = environment;
  return { database: { url }, secretKey: secretKeys(current, old) };
}

/** The user who started us through sudo or doas; undefined if neither was used. */
export function localUser(variables: Variables = process.env): string | undefined {
  return variables.SUDO_USER || variables.DOAS_USER || undefined;
}

/** Finds secrets that the settings need and the environment lacks. Works on invalid settings, too, so that all problems show up at once. */
function missingSecrets(raw: unknown, env: Record<string, string>): string[] {
  const { data: settings } = settingsThatNeedSecrets.safeParse(raw);
  const { bounces } = settings?.mail ?? {};
  // A rehearsal must not have the tokens of the real installation.
  const connects = env.ACCT_REHEARSAL !== "1";
  const chats = settings?.chats ?? ["slack"];
  const inSlack = connects && chats.includes("slack");
  const inMattermost = connects && chats.includes("mattermost");
  const needs: [name: string, needed: boolean, why: string][] = [
    ["SLACK_BOT_TOKEN", inSlack, "acct connects to Slack"],
    ["SLACK_APP_TOKEN", inSlack && settings?.slack.mode === "socket", "slack.mode is socket"],
    ["SLACK_SIGNING_SECRET", inSlack && settings?.slack.mode === "http", "slack.mode is http"],
    ...["MATTERMOST_URL", "MATTERMOST_TOKEN", "MATTERMOST_COMMAND_TOKEN"].map(
      (name): [string, boolean, string] => [name, inMattermost, "acct connects to Mattermost"],
    ),
    ["LDAP_BIND_PASSWORD", settings?.ldap !== undefined, "ldap is configured"],
    ["DIRECTORY_PASSWORD", settings?.directory !== undefined, "directory is configured"],
    ["OIDC_CLIENT_SECRET", settings?.oidc !== undefined, "oidc is configured"],
    ["SLURM_JWT", settings?.slurm?.rest !== undefined, "slurm.rest is configured"],
    ["OPENSTACK_PASSWORD", settings?.openstack !== undefined, "openstack is configured"],
    ["RT_TOKEN", settings?.rt !== undefined, "rt is configured"],
    ...needsOfReviewSystems(settings, env),
    ...WIKI_SECRETS[hasOAuth(env) ? "oauth" : "bot"].map((name): [string, boolean, string] => [
      name,
      connects && settings?.wiki !== undefined,
      hasOAuth(env)
        ? "wiki is configured with an OAuth consumer"
        : `wiki is configured without an OAuth consumer, which would have ${WIKI_SECRETS.oauth.join(", ")}`,
    ]),
    [
      "MEDIAWIKI_URL",
      settings?.wiki !== undefined && settings.wiki.apiUrl === undefined,
      "wiki.apiUrl is not set",
    ],
    [
      "GITLAB_ACCESS_TOKEN",
      settings?.gitlab !== undefined || isGiven("GITLAB_URL", env),
      "gitlab is configured",
    ],
    [
      "GITLAB_URL",
      settings?.gitlab !== undefined && settings.gitlab.url === undefined,
      "gitlab is configured without url",
    ],
    [
      "ARVADOS_API_TOKEN",
      settings?.arvados !== undefined || isGiven("ARVADOS_API_HOST", env),
      "arvados is configured",
    ],
    [
      "ARVADOS_API_HOST",
      settings?.arvados !== undefined && settings.arvados.url === undefined,
      "arvados is configured without url",
    ],
    ["SMTP_PASSWORD", connects && settings?.mail.user !== undefined, "mail.user is set"],
    [
      "BOUNCES_PASSWORD",
      connects && bounces?.imap !== undefined && bounces.imap.oauth === undefined,
      "mail.bounces.imap is configured without oauth",
    ],
    [
      "BOUNCES_OAUTH_CLIENT_SECRET",
      connects && bounces?.imap?.oauth !== undefined && !isGiven("BOUNCES_OAUTH_REFRESH_TOKEN", env),
      "mail.bounces.imap.oauth is configured without BOUNCES_OAUTH_REFRESH_TOKEN",
    ],
    ["BOUNCES_WEBHOOK_SECRET", connects && bounces?.webhook === true, "mail.bounces.webhook is true"],
  ];
  return needs
    .filter(([name, needed]) => needed && !isGiven(name, env))
    .map(([name, , why]) => `${name} is missing: it is required because ${why}`);
}

/** What the systems need that may also be configured without acct.yml. */
function needsOfReviewSystems(
  settings: z.output<typeof settingsThatNeedSecrets> | undefined,
  env: Record<string, string>,
): [name: string, needed: boolean, why: string][] {
  const hasPhabricator = settings?.phabricator !== undefined || isGiven("PHABRICATOR_URL", env);
  const hasGerrit = settings?.gerrit !== undefined || isGiven("GERRIT_URL", env);
  const [noPhabricatorUrl, noGerritUrl, noGerritUser] = [
    settings?.phabricator?.url === undefined,
    settings?.gerrit?.url === undefined,
    settings?.gerrit?.user === undefined,
  ];
  return [
    ["PHABRICATOR_URL", hasPhabricator && noPhabricatorUrl, "phabricator is configured without a url"],
    ["PHABRICATOR_TOKEN", hasPhabricator, "phabricator is configured"],
    ["GERRIT_URL", hasGerrit && noGerritUrl, "gerrit is configured without a url"],
    ["GERRIT_USER", hasGerrit && noGerritUser, "gerrit is configured without a user"],
    ["GERRIT_PASSWORD", hasGerrit, "gerrit is configured"],
  ];
}
/** What proves to a wiki who acct is. One of OAuth's values is enough to tell that it is meant. */
const WIKI_SECRETS = {
  oauth: [
    "MEDIAWIKI_CONSUMER_TOKEN",
    "MEDIAWIKI_CONSUMER_SECRET",
    "MEDIAWIKI_ACCESS_TOKEN",
    "MEDIAWIKI_ACCESS_SECRET",
  ],
  bot: ["MEDIAWIKI_BOT_USER", "MEDIAWIKI_BOT_PASSWORD"],
} as const;
const hasOAuth = (env: Record<string, string>) => WIKI_SECRETS.oauth.some((name) => isGiven(name, env));

/** The key for Google Sheets. Where it is given as a file, the path is kept, so that a new key needs no restart. */
function findGoogleKey(env: Record<string, string>, problems: string[]): KeySource | undefined {
  // A rehearsal must not have the keys of the real installation.
  if (env.ACCT_REHEARSAL === "1") return undefined;
  const name = GOOGLE_KEYS.find((one) => env[one] !== undefined);
  if (name === undefined) {
    problems.push(
      "GOOGLE_SERVICE_ACCOUNT_JSON is missing: it is required because sheets is configured. It may be the path of the key's file",
    );
    return undefined;
  }
  const source = { name, value: env[name] ?? "" };
  try {
    readServiceAccountKey(source);
  } catch (error) {
    problems.push((error as Error).message);
  }
  return source;
}

const GOOGLE_KEYS = [
  "GOOGLE_SERVICE_ACCOUNT_JSON_FILE",
  "GOOGLE_SERVICE_ACCOUNT_JSON",
  "GOOGLE_APPLICATION_CREDENTIALS",
] as const;

const isGiven = (name: string, env: Record<string, string>) =>
  env[name] !== undefined || env[`${name}_FILE`] !== undefined;

const settingsThatNeedSecrets = z.looseObject({
  chats: z.array(z.unknown()).default(["slack"]),
  slack: z.looseObject({ mode: z.string().default("socket") }).prefault({}),
  ldap: z.unknown().optional(),
  directory: z.unknown().optional(),
  oidc: z.unknown().optional(),
  openstack: z.unknown().optional(),
  slurm: z.looseObject({ rest: z.unknown().optional() }).optional(),
  rt: z.unknown().optional(),
  phabricator: z.looseObject({ url: z.unknown().optional() }).nullish(),
  gerrit: z.looseObject({ url: z.unknown().optional(), user: z.unknown().optional() }).nullish(),
  wiki: z.looseObject({ apiUrl: z.unknown().optional() }).optional(),
  gitlab: z.looseObject({ url: z.unknown().optional() }).optional(),
  arvados: z.looseObject({ url: z.unknown().optional() }).optional(),
  mail: z
    .looseObject({
      user: z.unknown().optional(),
      bounces: z
        .looseObject({
          imap: z.looseObject({ oauth: z.unknown().optional() }).optional(),
          webhook: z.unknown().optional(),
        })
        .optional(),
    })
    .prefault({}),
});

interface CaCertificates {
  readonly ldap: string | undefined;
  readonly directory: string | undefined;
  readonly oidc: string | undefined;
  readonly mail: string | undefined;
  readonly bounces: string | undefined;
  readonly openstack: string | undefined;
  readonly slurm: string | undefined;
  readonly rt: string | undefined;
  readonly phabricator: string | undefined;
  readonly gerrit: string | undefined;
  readonly wiki: string | undefined;
  readonly gitlab: string | undefined;
  readonly arvados: string | undefined;
  readonly setpass: string | undefined;
}

function assemble(
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
    wiki: wiki && assembleWiki(env, wiki, cas.wiki),
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

function assembleSlack(env: Environment, slack: NonNullable<Settings["slack"]>) {
  return {
    ...slack,
    botToken: env.SLACK_BOT_TOKEN ?? "",
    appToken: env.SLACK_APP_TOKEN ?? "",
    signingSecret: env.SLACK_SIGNING_SECRET ?? "",
    apiUrl: env.SLACK_API_URL,
  };
}

function assembleMattermost(env: Environment, mattermost: NonNullable<Settings["mattermost"]>) {
  return {
    ...mattermost,
    url: env.MATTERMOST_URL ?? "",
    token: env.MATTERMOST_TOKEN ?? "",
    commandToken: env.MATTERMOST_COMMAND_TOKEN ?? "",
    callbackUrl: mattermost.callbackUrl ?? env.PUBLIC_URL,
  };
}

function assemblePhabricator(env: Environment, settings: Settings["phabricator"], ca: string | undefined) {
  const url = env.PHABRICATOR_URL ?? settings?.url;
  if (url === undefined) return undefined;
  const user = env.PHABRICATOR_USER ?? settings?.user;
  return { url, user, ca, token: env.PHABRICATOR_TOKEN ?? "", ldapAttribute: settings?.ldapAttribute };
}

function assembleGerrit(env: Environment, settings: Settings["gerrit"], ca: string | undefined) {
  const url = env.GERRIT_URL ?? settings?.url;
  if (url === undefined) return undefined;
  return { url, user: env.GERRIT_USER ?? settings?.user ?? "", ca, password: env.GERRIT_PASSWORD ?? "" };
}

function assembleWiki(
  env: Environment,
  { apiUrl, caFile: _, ...wiki }: NonNullable<Settings["wiki"]>,
  ca: string | undefined,
) {
  const credential =
    env.MEDIAWIKI_CONSUMER_TOKEN === undefined
      ? ({
          kind: "bot",
          user: env.MEDIAWIKI_BOT_USER ?? "",
          password: env.MEDIAWIKI_BOT_PASSWORD ?? "",
        } as const)
      : ({
          kind: "oauth",
          consumerToken: env.MEDIAWIKI_CONSUMER_TOKEN,
          consumerSecret: env.MEDIAWIKI_CONSUMER_SECRET ?? "",
          accessToken: env.MEDIAWIKI_ACCESS_TOKEN ?? "",
          accessSecret: env.MEDIAWIKI_ACCESS_SECRET ?? "",
        } as const);
  return { ...wiki, apiUrl: env.MEDIAWIKI_URL ?? apiUrl ?? "", ca, credential };
}

/** The URL alone is enough to configure GitLab, so that a site can do it by the environment. */
function assembleGitLab(env: Environment, settings: Settings["gitlab"], ca: string | undefined) {
  if (!settings && env.GITLAB_URL === undefined) return undefined;
  const { url, ...rest } = settings ?? gitlabSettings.parse({});
  return { ...rest, ca, url: env.GITLAB_URL ?? url ?? "", token: env.GITLAB_ACCESS_TOKEN ?? "" };
}

/** As for Arvados's own programs, the environment alone is enough. */
function assembleArvados(env: Environment, settings: Settings["arvados"], ca: string | undefined) {
  if (!settings && env.ARVADOS_API_HOST === undefined) return undefined;
  const { url, ...rest } = settings ?? arvadosSettings.parse({});
  return { ...rest, ca, url: env.ARVADOS_API_HOST ?? url ?? "", token: env.ARVADOS_API_TOKEN ?? "" };
}

function assembleBounces(
  env: Environment,
  { address, subaddresses, imap, webhook }: NonNullable<Settings["mail"]["bounces"]>,
  ca: string | undefined,
) {
  return {
    address,
    subaddresses,
    imap: imap && {
      ...imap,
      user: imap.user ?? address,
      ca,
      password: env.BOUNCES_PASSWORD,
      oauth: imap.oauth && {
        ...imap.oauth,
        clientSecret: env.BOUNCES_OAUTH_CLIENT_SECRET,
        refreshToken: env.BOUNCES_OAUTH_REFRESH_TOKEN,
      },
    },
    webhookSecret: webhook ? env.BOUNCES_WEBHOOK_SECRET : undefined,
  };
}
