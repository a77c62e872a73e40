import { readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { ADMIN_CHANNEL, ADMIN_GROUP } from "../sandbox/campus.ts";
import { type MailCatcher, startMailCatcher } from "../sandbox/mail-catcher.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";
import { type SandboxOptions, startSandbox } from "../sandbox/start-sandbox.ts";
import { type Certificates, makeCertificates } from "./certificates.ts";
import { type Child, freePort, startChild } from "./child.ts";
import { LDAP } from "./ldap-names.ts";
import { type Ran, run } from "./run.ts";
import { type Slapd, startSlapd } from "./slapd.ts";

export interface SiteOptions {
  readonly folder: string;
  readonly databaseUrl: string;
  /** Settings of acct.yml besides those that follow from the servers, by section. */
  readonly settings?: Readonly<Record<string, object>>;
  /** Entries that are in the directory before us, as LDIF. */
  readonly entries?: string;
  /** Where acct finds the directory, instead of asking it directly: a tap on the wire. */
  readonly ldapUrl?: (slapd: Slapd) => Promise<string>;
  readonly requireTls?: boolean;
  /** What acct may do with passwords in the directory, in the words of slapd.access(5). */
  readonly passwordAccess?: string;
  readonly slackMode?: "socket" | "http";
  /** Without one the registry is all there is. */
  readonly withLdap?: boolean;
  /** Where acct finds the mail server, instead of at the catcher. */
  readonly mailPort?: number;
  /** Further variables of acct's environment. */
  readonly variables?: NodeJS.ProcessEnv;
  /** With which the certificates are made: a clock that is behind, for processes whose clocks are. */
  readonly certificateVariables?: NodeJS.ProcessEnv;
  /** What the workspace's page shows besides; asked for once the servers are up. */
  readonly beside?: (
    slapd: Slapd | undefined,
    mailCatcher: MailCatcher,
  ) => Pick<SandboxOptions, "panels" | "tour" | "breaks" | "pushes">;
  /** Where the workspace's page is served; any free port by default. */
  readonly port?: number;
}

export interface AcctProcess extends Child {
  readonly url: string;
  /** SIGKILL: gone between two instructions. */
  kill(): void;
}

/** Everything around acct on one machine, and acct itself as processes that know nothing of this. */
export interface Site {
  readonly slapd: Slapd | undefined;
  readonly mailCatcher: MailCatcher;
  readonly sandbox: Sandbox;
  readonly env: NodeJS.ProcessEnv;
  /** Those that were started, in their order. */
  readonly processes: readonly AcctProcess[];
  start(variables?: NodeJS.ProcessEnv): Promise<AcctProcess>;
  /** Runs a command of acct to its end: `run("migrate")`. */
  run(...args: string[]): Promise<Ran>;
  stop(): Promise<void>;
}

const root = fileURLToPath(new URL("../../", import.meta.url));
const cli = join(root, "src", "cli.ts");
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
  const sandbox = await startSandbox({
    manifest,
    mailCatcher,
    port: options.port ?? 0,
    ...options.beside?.(slapd, mailCatcher),
  });

  const ldapUrl = slapd && ((await options.ldapUrl?.(slapd)) ?? slapd.url);
  const settings = join(folder, "acct.yml");
  await writeFile(
    settings,
    JSON.stringify(
      settingsOf(options, { certificates, ldapUrl, smtpPort: options.mailPort ?? mailCatcher.port }),
      null,
      2,
    ),
  );
  const firstPort = await freePort();
  const env: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    DATABASE_URL: databaseUrl,
    ACCT_CONFIG: settings,
    ACCT_SECRET_KEY: Buffer.alloc(32, "throw-away").toString("base64"),
    PORT: String(firstPort),
    PUBLIC_URL: `http://127.0.0.1:${firstPort}`,
    SLACK_BOT_TOKEN: sandbox.workspace.tokens.bot,
    SLACK_APP_TOKEN: sandbox.workspace.tokens.app,
    SLACK_SIGNING_SECRET: sandbox.workspace.signingSecret,
    SLACK_API_URL: sandbox.apiUrl,
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
      await Promise.all([sandbox.stop(), mailCatcher.stop(), slapd?.stop()]);
    },
  };
}

interface Servers {
  readonly certificates: Certificates;
  readonly ldapUrl: string | undefined;
  readonly smtpPort: number;
}

function settingsOf(
  { settings = {}, slackMode = "socket" }: SiteOptions,
  { certificates: { caFile }, ldapUrl, smtpPort }: Servers,
) {
  const { peopleDn, groupsDn, botDn } = LDAP;
  return {
    ...settings,
    site: {
      name: "Campus Research Computing",
      helpAddress: "help@example.org",
      timeZone: "Europe/Berlin",
      ...settings.site,
    },
    slack: {
      mode: slackMode,
      adminChannel: ADMIN_CHANNEL,
      admins: { userGroup: ADMIN_GROUP },
      ...settings.slack,
    },
    mail: {
      from: "Accounts <accounts@example.org>",
      host: "127.0.0.1",
      port: smtpPort,
      user: SMTP.user,
      caFile,
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
