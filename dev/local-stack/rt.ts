import { copyFile, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { freePort, startChild } from "./child.ts";
import { debianRoot } from "./debian.ts";
import type { RtUserName, RtUsers } from "./rt-setup.ts";
import { type RtStaff, rtStaff } from "./rt-staff.ts";
import { rtTemplate, writeRtFiles } from "./rt-template.ts";

export interface Rt {
  /** The base URL. REST 2.0 is under /REST/2.0. */
  readonly url: string;
  /** The queues that the bot and the staff have rights in. Mail may go to the first two. */
  readonly queues: readonly ["accounts", "R&D's requests", "restricted"];
  /** The users that exist from the start: root, the bot, two of the staff, one without rights, and one without each right. */
  readonly users: RtUsers;
  /** Someone at a browser, by the name of a user. */
  staff(name: RtUserName): RtStaff;
  /** Sends a REST 2.0 request as this user and returns the JSON; throws unless the status is 2xx. */
  rest<T>(as: RtUserName, method: string, path: string, body?: unknown): Promise<T>;
  /** Delivers an email to a queue, as the mail server does. With RT's subject tag it is a reply. Returns the number of the ticket. */
  deliver(mail: RtMail): Promise<number>;
  /** Changes a ticket without a transaction, as RT's escalation of priorities does, or as if it was last changed long ago. */
  changeSilently(ticketId: number, to: { priority?: number; changedHoursAgo?: number }): void;
  /** The emails that RT has sent so far, as they were sent. */
  mails(): Promise<string[]>;
  log(): string;
  stop(): Promise<void>;
}

interface RtMail {
  readonly from: string;
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  /** "accounts" by default. */
  readonly queue?: string;
}

interface RtOptions {
  readonly folder: string;
  /** Additional lines for RT_SiteConfig.pm. */
  readonly siteConfig?: string;
}

export const RT_PACKAGES = ["request-tracker5", "rt5-db-sqlite"];
export const RT_PROGRAMS = ["/usr/sbin/rt-setup-database-5"];

const QUEUES = ["accounts", "R&D's requests", "restricted"] as const;
const NAME = "Request Tracker (Debian package request-tracker5)";

/**
 * Starts a temporary Request Tracker 5 with SQLite on a free port of 127.0.0.1. It is ready in about three seconds; the first start
 * takes longer, because the database is created then. Emails are kept as files.
 */
export async function startRt({ folder, siteConfig = "" }: RtOptions): Promise<Rt> {
  const { root, env } = await debianRoot(RT_PACKAGES, RT_PROGRAMS);
  const template = await rtTemplate({ root, env });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  await rm(folder, { recursive: true, force: true });
  const perl = await writeRtFiles({ root, env, folder, port, siteConfig });
  await copyFile(join(template, "rt.db"), join(folder, "var", "rt.db"));
  const users = JSON.parse(await readFile(join(template, "users.json"), "utf8")) as RtUsers;

  const server = [join(folder, "bin", "rt-server"), "--server", "Starlet", "--host", "127.0.0.1"];
  // By default, a worker ends after 100 requests, and the next one begins without what it has cached.
  const child = await startChild(
    "/usr/bin/perl",
    [...server, "--port", String(port), "--max-workers", "2", "--max-reqs-per-child", "100000"],
    {
      name: NAME,
      cwd: folder,
      env: perl,
      ready: () =>
        fetch(`${url}/REST/2.0/rt`).then(
          ({ status }) => status === 401,
          () => false,
        ),
    },
  );

  const rest = async <T>(as: RtUserName, method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await fetch(`${url}/REST/2.0/${path}`, {
      method,
      headers: { authorization: `token ${users[as].token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return (text === "" ? undefined : JSON.parse(text)) as T;
  };
  return {
    url,
    queues: QUEUES,
    users,
    staff: (name) => rtStaff(url, { name, password: users[name].password }),
    rest,
    async deliver({ queue = QUEUES[0], ...mail }) {
      await deliver(url, queue, mail);
      const [, replyTo] = /\[rt\.example\.org #(\d+)\]/.exec(mail.subject) ?? [];
      if (replyTo !== undefined) return Number(replyTo);
      const quote = (text: string) => `'${text.replaceAll(/['\\]/g, "\\$&")}'`;
      const query = `Queue = ${quote(queue)} AND Subject = ${quote(mail.subject)}`;
      const newest = new URLSearchParams({ query, orderby: "id", order: "DESC", per_page: "1" });
      const { items } = await rest<{ items: { id: string }[] }>("root", "GET", `tickets?${newest}`);
      return Number(items[0]?.id);
    },
    changeSilently(ticketId, { priority, changedHoursAgo }) {
      const database = new DatabaseSync(join(folder, "var", "rt.db"), { timeout: 5000 });
      if (priority !== undefined)
        database.prepare("update Tickets set Priority = ? where id = ?").run(priority, ticketId);
      if (changedHoursAgo !== undefined) {
        const at = new Date(Date.now() - changedHoursAgo * 3_600_000)
          .toISOString()
          .slice(0, 19)
          .replace("T", " ");
        database.prepare("update Tickets set LastUpdated = ? where id = ?").run(at, ticketId);
      }
      database.close();
    },
    async mails() {
      const files = (await readdir(join(folder, "mail"))).filter((name) => name.endsWith(".eml"));
      return Promise.all(files.map((name) => readFile(join(folder, "mail", name), "utf8")));
    },
    log: () => child.log(),
    stop: () => child.stop(),
  };
}

async function deliver(url: string, queue: string, { from, subject, text, html }: RtMail): Promise<void> {
  const header = `From: ${from}\nTo: accounts@example.org\nSubject: ${subject}\nMessage-ID: <${crypto.randomUUID()}@example.org>\nMIME-Version: 1.0\n`;
  const part = (type: string, body: string) => `Content-Type: ${type}; charset=utf-8\n\n${body}\n`;
  const body = html
    ? `Content-Type: multipart/alternative; boundary=b\n\n--b\n${part("text/plain", text)}--b\n${part("text/html", html)}--b--\n`
    : part("text/plain", text);
  const form = new URLSearchParams({ queue, action: "correspond", message: `${header}${body}` });
  const answer = await fetch(`${url}/REST/1.0/NoAuth/mail-gateway`, { method: "POST", body: form });
  const said = await answer.text();
  if (!said.startsWith("ok")) throw new Error(`RT refused the email: ${said}`);
}
