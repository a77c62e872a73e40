import { setTimeout as delay } from "node:timers/promises";
import { adminCard } from "../../dev/local-stack/people.ts";
import type { CaughtMail } from "../../dev/sandbox/mail-catcher.ts";
import type { Message } from "../../dev/sandbox/workspace.ts";
import type { EventKind, StageName, Status, TemplateName, WaitsFor } from "../../src/db/names.ts";
import type { TestSite } from "./new-site.ts";

/*
 * What stories wait for. They go by states, events and message templates: the wording is for the golden files alone.
 */

/** Columns of a request; `isFailing`: its stage has failed and is retried; `isAsked`: the requester has a question to answer. */
export interface RequestIs {
  readonly status?: Status;
  readonly stage?: StageName;
  readonly waitsFor?: WaitsFor | null;
  readonly isFailing?: boolean;
  readonly isAsked?: boolean;
  readonly piUser?: string | null;
  readonly claimedBy?: string;
}

interface Row extends Required<RequestIs> {
  readonly id: number;
}

const NEWEST = `
  select r.id, r.status, r.stage, r.waits_for as "waitsFor", r.attempt > 0 as "isFailing", r.question is not null as "isAsked",
    split_part(r.pi_user, ':', 2) as "piUser", r.claim ->> 'byName' as "claimedBy"
  from requests r
  where r.given_name || ' ' || r.family_name || ', ' || coalesce(r.project, '') ilike '%' || $1 || '%'
    and not exists (select from views v where v.request_id = r.id and v.audience = 'admin' and v.shown_version < r.version)
  order by r.id desc limit 1`;

/**
 * The admin card of the newest request that names this person or project, once the request is in this state and the card
 * shows it.
 */
export function untilRequest(
  site: TestSite,
  about: string,
  is: RequestIs,
  timeoutMs?: number,
): Promise<Message> {
  return poll(
    `the request of ${about} to be ${JSON.stringify(is)}`,
    async () => {
      const [row] = await site.database.query<Row>(NEWEST, [about]);
      const wanted = Object.entries(is) as [keyof RequestIs, unknown][];
      return row && wanted.every(([name, value]) => row[name] === value) ? adminCard(site, about) : undefined;
    },
    timeoutMs,
  );
}

/** The same once this has happened to the request, done by a person of this name where one is given. */
export function untilEvent(
  site: TestSite,
  about: string,
  kind: EventKind,
  by?: string,
  timeoutMs?: number,
): Promise<Message> {
  return poll(
    `${kind}${by ? ` by ${by}` : ""} in the history of ${about}`,
    async () => {
      const [row] = await site.database.query<Row>(NEWEST, [about]);
      const found = await site.database.query(
        "select 1 from events where request_id = $1 and kind = $2 and ($3::text is null or actor_name = $3)",
        [row?.id, kind, by ?? null],
      );
      return found.length > 0 ? adminCard(site, about) : undefined;
    },
    timeoutMs,
  );
}

/** The email from this template to this address. */
export function untilEmail(site: TestSite, address: string, template: TemplateName): Promise<CaughtMail> {
  return site.sandbox.until(
    () => emailsTo(site, address, template)[0],
    `the email "${template}" to ${address}`,
  );
}

/** Every email from this template to this address. Its Message-ID begins with the template's name. */
export function emailsTo({ mailCatcher }: TestSite, address: string, template: TemplateName): CaughtMail[] {
  return mailCatcher.mails.filter(
    ({ to, messageId }) => to.includes(address) && messageId.startsWith(`<${template}.`),
  );
}

/** The latest direct message to this person, once one from this template has been sent to them. */
export function untilDirectMessage(
  site: TestSite,
  user: string,
  template: TemplateName,
  timeoutMs?: number,
): Promise<Message> {
  return poll(
    `the direct message "${template}" to ${user}`,
    async () => {
      const sent = await site.database.query(
        "select 1 from notifications where template = $1 and to_user = 'slack:' || $2 and via <> 'email' and sent_at is not null",
        [template, user],
      );
      return sent.length > 0 ? site.sandbox.messages(user).at(-1) : undefined;
    },
    timeoutMs,
  );
}

const POLL_MS = 50;

/** The database tells nobody when it changes, so it is asked again and again. */
async function poll<T>(what: string, look: () => Promise<T | undefined>, timeoutMs = 60_000): Promise<T> {
  const until = performance.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > until) throw new Error(`waited ${timeoutMs / 1000} s in vain for ${what}`);
    await delay(POLL_MS);
  }
}
