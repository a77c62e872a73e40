import { stringify } from "yaml";
import { readOsloConf } from "../intake/oslo-conf.ts";

/** setpass's own defaults (setpass/config.py). */
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
/** What says nothing to us: our own database is another one, and the ticket's text is setpass's own. */
const LEFT = ["database", "helpdesk_template"];
const DAY_S = 86_400;

/**
 * The acct.yml, with the variables of the environment as comments at its head, that says what setpass.conf files say, the
 * later of which win. What has no place in it is named in a comment, too. Throws a sentence for what cannot be read.
 */
export function convertSetpassConf(texts: readonly string[]): string {
  const given = Object.assign({}, ...texts.map((text) => readOsloConf(text).DEFAULT ?? {})) as Record<
    string,
    string
  >;
  const conf: Record<string, string> = { ...DEFAULTS, ...given };
  const number = (name: string) => {
    const value = Number(/^(false|)$/i.test(conf[name] ?? "") ? 0 : conf[name]);
    if (!Number.isInteger(value)) throw new Error(`${name} is no number: ${conf[name]}`);
    return value;
  };
  const seconds = number("token_expiration");
  const helpdesk = conf.helpdesk_email;
  const host = conf.mail_ip ?? "";
  const settings = {
    site: { name: "Password service", helpAddress: helpdesk ?? "help@example.org" },
    setpass: {
      authUrl: conf.auth_url,
      adminProjectName: conf.admin_project_name,
      adminProjectDomainId: conf.admin_project_domain_id,
      tokenExpiration: seconds > 0 && seconds % DAY_S === 0 ? `${seconds / DAY_S}d` : `${seconds}s`,
      ...(helpdesk ? { helpdesk: { address: helpdesk, subject: conf.ticket_subject } } : {}),
    },
    passwords: { maxAttempts: number("max_attempts") },
    mail: { from: conf.ticket_sender, host, port: number("mail_port"), startTls: false },
  };
  const unknown = Object.keys(given).filter((name) => !(name in DEFAULTS) && name !== "helpdesk_email");
  const remarks = [
    ...(helpdesk
      ? []
      : ["helpdesk_email was not set: put the address to which people write in site.helpAddress"]),
    `PORT=${number("port")} for the environment; PUBLIC_URL, DATABASE_URL and ACCT_SECRET_KEY besides (.env.example)`,
    ...(seconds === 0
      ? ["token_expiration was 0: every link has expired at once. 1d is what setpass's sample has"]
      : []),
    ...(/^(localhost|127\.)/.test(host)
      ? []
      : [`${host} is another machine: it must speak STARTTLS, so take startTls out`]),
    ...(conf.database
      ? [
          `links in people's mails go on working after: acct setpass import '${withoutPassword(conf.database)}'`,
        ]
      : []),
    ...unknown
      .filter((name) => !LEFT.includes(name))
      .map((name) => `${name} is no option of setpass, and left out`),
  ];
  return `${remarks.map((line) => `# ${line}\n`).join("")}${stringify(settings)}`;
}

function withoutPassword(url: string): string {
  return url.replace(/:[^:@/]+@/, ":…@");
}
