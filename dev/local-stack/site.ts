import { readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { callbackPath } from "../../src/chat/mattermost/callback-keys.ts";
import { secretKeys } from "../../src/credentials/secret-keys.ts";
import { ADMIN_CHANNEL, ADMIN_GROUP } from "../sandbox/campus.ts";
import { type MailCatcher, startMailCatcher } from "../sandbox/mail-catcher.ts";
import { CAMPUS_TEAM, ADMIN_CHANNEL as MATTERMOST_CHANNEL } from "../sandbox/mattermost/campus.ts";
import type { MattermostSandbox } from "../sandbox/mattermost/mattermost-sandbox.ts";
import { type MattermostOptions, startMattermost } from "../sandbox/mattermost/start-mattermost.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";
import { type SandboxOptions, startSandbox } from "../sandbox/start-sandbox.ts";
import { compileCache } from "./cache-folder.ts";
import { type Certificates, makeCertificates } from "./certificates.ts";
import { type Child, freePort, startChild } from "./child.ts";
import { LDAP } from "./ldap-names.ts";
import { type Ran, run } from "./run.ts";
import { type Slapd, startSlapd } from "./slapd.ts";

export interface SiteOptions {
  readonly folder: string;
  readonly databaseUrl: string;
  /** Additional settings for acct.yml by section. Those that depend on the servers are set already. */
  readonly settings?: Readonly<Record<string, object>>;
  /** Whether people outside of the chat can request an account. */
  readonly publicForm?: boolean;
  /** The entries that are in the directory before acct starts, as LDIF. */
  readonly entries?: string;
  /** Returns the URL at which acct reaches the directory, such as that of a proxy. */
  readonly ldapUrl?: (slapd: Slapd) => Promise<string>;
  readonly requireTls?: boolean;
  /** acct's access to passwords in the directory, in the syntax of slapd.access(5). */
  readonly passwordAccess?: string;
  readonly slackMode?: "socket" | "http";
  /** If false, there is no directory, only acct's registry. */
  readonly withLdap?: boolean;
  /** The port at which acct reaches the mail server, instead of the mail catcher's own. */
  readonly mailPort?: number;
  /** Additional variables for acct's environment. */
  readonly variables?: NodeJS.ProcessEnv;
  /** The variables with which the certificates are created, such as a clock that is behind if acct's clock is. */
  readonly certificateVariables?: NodeJS.ProcessEnv;
  /** Returns additional content for the workspace's page. It is called once the directory and the mail catcher are running. */
  readonly beside?: (
    slapd: Slapd | undefined,
    mailCatcher: MailCatcher,
  ) => Pick<SandboxOptions, "panels" | "tour" | "breaks" | "pushes" | "chats" | "origin">;
  /** Starts a simulated Mattermost server. Without Slack, acct is only there. */
  readonly mattermost?: { readonly options?: MattermostOptions; readonly withSlack: boolean };
  /** The people and channels of the Slack workspace. */
  readonly seed?: SandboxOptions["seed"];
  /** The port of the first chat's page; any free port by default. */
  readonly port?: number;
}

export interface AcctProcess extends Child {
  readonly url: string;
  /** Kills it immediately with SIGKILL, between any two instructions. */
  kill(): void;
}

/** All servers around acct on one machine, and acct itself as ordinary processes that don't know about this setup. */
export interface Site {
  readonly slapd: Slapd | undefined;
  readonly mailCatcher: MailCatcher;
  readonly sandbox: Sandbox;
  readonly mattermost: MattermostSandbox | undefined;
  readonly env: NodeJS.ProcessEnv;
  /** The processes that were started, in order. */
  readonly processes: readonly AcctProcess[];
  start(variables?: NodeJS.ProcessEnv): Promise<AcctProcess>;
  /** Runs an acct command until it ends: `run("migrate")`. */
  run(...args: string[]): Promise<Ran>;
  stop(): Promise<void>;
}

const root = fileURLToPath(new URL("../../", import.meta.url));
const cli = join(root, "src", "cli.ts");
const SECRET_KEY = Buffer.alloc(32, "throw-away");
const SMTP = { user: "acct", password: "smtp-password" };

export async function openSite(options: SiteOptions): Promise<Site> {
  const { folder, databaseUrl, entries = "", requireTls = true, withLdap = true } = options;
  await mkdir(folder, { recursive: true });
  const certificates = await makeCertificates(join(folder, "certificates"), options.certificateVariables);
  const slapd = withLdap
    ? await startSlapd({
        folder: join(folder, "slapd"),
        certificates,
        entries,
        requireTls,
        ...(options.passwordAccess === undefined ? {} : { passwordAccess: options.passwordAccess }),
      })
    : undefined;
  const mailCatcher = await startMailCatcher({ tls: certificates, ...SMTP });
  const manifest: unknown = parse(readFileSync(join(root, "manifest.yml"), "utf8"));
  const beside = options.beside?.(slapd, mailCatcher);
  const { withSlack = true } = options.mattermost ?? {};
  const sandbox = await startSandbox({
    manifest,
    mailCatcher,
    port: withSlack ? (options.port ?? 0) : 0,
    ...(options.seed ? { seed: options.seed } : {}),
    ...beside,
  });
  const mattermost =
    options.mattermost &&
    (await startMattermost({
      mailCatcher,
      port: withSlack ? 0 : (options.port ?? 0),
      ...beside,
      ...options.mattermost.options,
      // The site trusts addresses, and new servers let people sign up with any.
      settings: { enableSignUpWithEmail: false, ...options.mattermost.options?.settings },
    }));

  const ldapUrl = slapd && ((await options.ldapUrl?.(slapd)) ?? slapd.url);
  const settings = join(folder, "acct.yml");
  await writeFile(
    settings,
    JSON.stringify(
      buildSettings(options, { certificates, ldapUrl, smtpPort: options.mailPort ?? mailCatcher.port }),
      null,
      2,
    ),
  );
  const firstPort = await freePort();
  const env: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    ...compileCache,
    DATABASE_URL: databaseUrl,
    ACCT_CONFIG: settings,
    ACCT_SECRET_KEY: SECRET_KEY.toString("base64"),
    PORT: String(firstPort),
    PUBLIC_URL: `http://127.0.0.1:${firstPort}`,
    SLACK_BOT_TOKEN: sandbox.workspace.tokens.bot,
    SLACK_APP_TOKEN: sandbox.workspace.tokens.app,
    SLACK_SIGNING_SECRET: sandbox.workspace.signingSecret,
    SLACK_API_URL: sandbox.apiUrl,
    ...(mattermost ? connectMattermost(mattermost, `http://127.0.0.1:${firstPort}`, usageOf(sandbox)) : {}),
    LDAP_BIND_PASSWORD: LDAP.botPassword,
    SMTP_PASSWORD: SMTP.password,
    ...options.variables,
  };
  const processes: AcctProcess[] = [];
  let started = 0;

  return {
    slapd,
    mailCatcher,
    sandbox,
    mattermost,
    env,
    processes,
    async start(variables = {}) {
      const port = Number(variables.PORT ?? (started++ === 0 ? firstPort : await freePort()));
      const url = `http://127.0.0.1:${port}`;
      const child = await startChild(process.execPath, [cli, "start"], {
        name: "acct",
        cwd: folder,
        env: { ...env, PORT: String(port), ...variables },
        ready: () => isHealthy(url),
      });
      const acct = { ...child, url, kill: () => void process.kill(child.pid, "SIGKILL") };
      processes.push(acct);
      return acct;
    },
    run: (...args) => run(process.execPath, [cli, ...args], { cwd: folder, env }),
    async stop() {
      await Promise.all(processes.map((child) => child.stop()));
      await Promise.all([sandbox.stop(), mattermost?.stop(), mailCatcher.stop(), slapd?.stop()]);
    },
  };
}

/** Creates the slash command, as an admin of Mattermost does. Returns what acct needs to be there. */
function connectMattermost(mattermost: MattermostSandbox, acctUrl: string, usage: string): NodeJS.ProcessEnv {
  const { token } = mattermost.addCommand(
    "acct",
    `${acctUrl}${callbackPath("command", secretKeys(SECRET_KEY))}`,
    usage,
  );
  return {
    MATTERMOST_URL: mattermost.url,
    MATTERMOST_TOKEN: mattermost.botToken,
    MATTERMOST_COMMAND_TOKEN: token,
  };
}

/** The uses of the command are those in Slack, and the one in the place of the Home tab. */
function usageOf({ workspace }: Sandbox): string {
  return ["home", ...workspace.manifest.commands.map(({ usageHint }) => usageHint)].join(" | ");
}

interface Servers {
  readonly certificates: Certificates;
  readonly ldapUrl: string | undefined;
  readonly smtpPort: number;
}

function buildSettings(
  { settings = {}, slackMode = "socket", mattermost, publicForm }: SiteOptions,
  { certificates: { caFile }, ldapUrl, smtpPort }: Servers,
) {
  const { peopleDn, groupsDn, botDn } = LDAP;
  return {
    ...settings,
    ...(publicForm ? { publicForm } : {}),
    // Reminders come whenever the tests and the demo run.
    workingHours: { days: "daily", from: "00:00", to: "24:00" },
    site: {
      name: "Campus Research Computing",
      helpAddress: "help@example.org",
      timeZone: "Europe/Berlin",
      ...settings.site,
    },
    ...(mattermost === undefined || mattermost.withSlack
      ? {
          slack: {
            mode: slackMode,
            adminChannel: ADMIN_CHANNEL,
            admins: { userGroup: ADMIN_GROUP },
            ...settings.slack,
          },
        }
      : {}),
    ...(mattermost === undefined
      ? {}
      : {
          chats: mattermost.withSlack ? ["slack", "mattermost"] : ["mattermost"],
          mattermost: {
            team: CAMPUS_TEAM,
            adminChannel: MATTERMOST_CHANNEL,
            admins: { channelMembers: true },
            trustAddresses: true,
            ...settings.mattermost,
          },
        }),
    // Tests that aren't about it need no one to confirm an address.
    csv: { trusted: true, ...settings.csv },
    mail: {
      from: "Accounts <accounts@example.org>",
      host: "127.0.0.1",
      port: smtpPort,
      user: SMTP.user,
      caFile,
      ...settings.mail,
    },
    ...(ldapUrl === undefined
      ? {}
      : {
          ldap: {
            url: ldapUrl,
            startTls: ldapUrl.startsWith("ldap:") ? false : undefined,
            caFile,
            bindDn: botDn,
            peopleDn,
            groupsDn,
            ...settings.ldap,
          },
        }),
  };
}

async function isHealthy(url: string): Promise<boolean> {
  return fetch(`${url}/healthz`).then(
    ({ ok }) => ok,
    () => false,
  );
}
