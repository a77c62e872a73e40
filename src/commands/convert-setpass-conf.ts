import { isIPv4 } from "node:net";
import { stringify } from "yaml";
import { z } from "zod";
import { setpassSettingsSchema } from "../config/settings.ts";
import { readOsloConf } from "../setpass/oslo-conf.ts";

/** The defaults of setpass (setpass/config.py). */
const DEFAULTS: Readonly<Record<string, string>> = {
  port: "5001",
  auth_url: "http://localhost:5000/v3",
  admin_project_name: "admin",
  admin_project_domain_id: "default",
  token_expiration: "0",
  max_attempts: "3",
  ticket_sender: "root@localhost",
  ticket_subject: "New Ticket",
  mail_ip: "127.0.0.1",
  mail_port: "25",
};
/** Options with their own remark, or without a counterpart because acct has its own database. */
const HANDLED_ELSEWHERE = ["database", "helpdesk_template", "helpdesk_email"];
/** The highest number of wrong PINs that acct allows. */
const MAX_ATTEMPTS = 10;
const DAY_S = 86_400;

/**
 * Converts setpass.conf files to an acct.yml; later files win. Comments at its top name the environment variables to set
 * and everything that has no counterpart or had to change. Throws with a sentence if a file can't be read, or if acct
 * would reject the result.
 */
export function convertSetpassConf(texts: readonly string[]): string {
  const given = Object.assign({}, ...texts.map((text) => readOsloConf(text).DEFAULT ?? {})) as Record<
    string,
    string
  >;
  const conf: Record<string, string> = { ...DEFAULTS, ...given };
  const number = (name: string) => {
    const value = Number(/^(false|)$/i.test(conf[name] ?? "") ? 0 : conf[name]);
    if (!Number.isInteger(value)) throw new Error(`${name} is not a number: ${conf[name]}`);
    return value;
  };
  const seconds = number("token_expiration");
  const address = conf.helpdesk_email ?? "";
  const helpdesk = z.email().safeParse(address).success ? address : undefined;
  const host = conf.mail_ip ?? "";
  const isHere = host === "localhost" || host === "::1" || (isIPv4(host) && host.startsWith("127."));
  const attempts = number("max_attempts");
  const maxAttempts = Math.min(Math.max(attempts, 1), MAX_ATTEMPTS);
  const { url: authUrl, wasChanged } = identityUrl(conf.auth_url ?? "");
  const settings = {
    site: { name: "Password service", helpAddress: helpdesk ?? "help@example.org" },
    setpass: {
      authUrl,
      adminProjectName: conf.admin_project_name,
      adminProjectDomainId: conf.admin_project_domain_id,
      tokenExpiration:
        seconds > 0 && seconds % DAY_S === 0 ? `${seconds / DAY_S}d` : `${Math.max(seconds, 0)}s`,
      ...(helpdesk ? { helpdesk: { address: helpdesk, subject: conf.ticket_subject } } : {}),
    },
    passwords: { maxAttempts },
    mail: {
      from: conf.ticket_sender,
      host,
      port: number("mail_port"),
      ...(isHere ? { startTls: false } : {}),
    },
  };
  const unknown = Object.keys(given).filter((name) => !(name in DEFAULTS));
  const remarks = [
    ...(helpdesk
      ? []
      : [
          `${address === "" ? "helpdesk_email was not set" : `helpdesk_email was ${address}, which acct can't send to`}: put your help address in site.helpAddress, and in setpass.helpdesk for /reset`,
        ]),
    ...(wasChanged ? [`auth_url was ${conf.auth_url}`] : []),
    ...(maxAttempts === attempts ? [] : [`max_attempts was ${attempts}; acct accepts 1 to ${MAX_ATTEMPTS}`]),
    ...(conf.helpdesk_template
      ? [`helpdesk_template was dropped: acct always sends the text of setpass's own helpdesk_ticket.txt`]
      : []),
    `set PORT=${number("port")} in the environment, and PUBLIC_URL, DATABASE_URL, and ACCT_SECRET_KEY as well (.env.example)`,
    ...(seconds <= 0
      ? [`token_expiration was ${seconds}, so every link would expire immediately; setpass's sample has 1d`]
      : []),
    ...(isHere
      ? [
          "startTls is false because the relay is on this machine; remove the line if the relay supports STARTTLS",
        ]
      : [`${host} is another machine, so it must support STARTTLS, as setpass required`]),
    ...(conf.database
      ? [
          `to keep links that were already emailed working, run: acct setpass import '${withoutPassword(conf.database)}'`,
        ]
      : []),
    ...unknown
      .filter((name) => !HANDLED_ELSEWHERE.includes(name))
      .map((name) => `${name} is not an option of setpass and was dropped`),
  ];
  const faults = setpassSettingsSchema.safeParse(settings).error?.issues ?? [];
  if (faults.length > 0) {
    const sentences = faults.map(({ path, message }) => `${path.join(".")} ${message}`);
    throw new Error(`acct would reject the result: ${sentences.join("; ")}`);
  }
  return `${remarks.map((line) => `# ${line}\n`).join("")}${stringify(settings)}`;
}

/** Removes trailing slashes and adds the API version that acct speaks. */
function identityUrl(given: string): { readonly url: string; readonly wasChanged: boolean } {
  let url = given;
  while (url.endsWith("/")) url = url.slice(0, -1);
  if (!url.endsWith("/v3")) url = `${url}/v3`;
  return { url, wasChanged: url !== given };
}

function withoutPassword(url: string): string {
  return url.replace(/:[^:@/]+@/, ":…@");
}
