import { setTimeout as delay } from "node:timers/promises";
import { and, desc, eq, isNotNull, ne } from "drizzle-orm";
import { readTemplate } from "../../dev/local-stack/people.ts";
import type { CaughtMail } from "../../dev/sandbox/mail-catcher.ts";
import type { Message } from "../../dev/sandbox/workspace.ts";
import { escapeTo } from "../../src/chat/slack/mrkdwn.ts";
import type {
  BroadcastName,
  EventKind,
  RequestTemplateName,
  StageName,
  Status,
  TemplateName,
  WaitsFor,
} from "../../src/db/names.ts";
import { findRequest } from "../../src/db/requests.ts";
import { type Notification, notifications } from "../../src/db/tables/notifications.ts";
import {
  broadcastTemplates,
  notificationTemplates,
  type Written,
} from "../../src/view/notification-templates.ts";
import { readOwnTemplates } from "../../src/view/templates/templates.ts";
import { inWords } from "../../src/view/templates/wording.ts";
import type { TestSite } from "./new-site.ts";

/*
 * Helpers for the story tests. They look for states, events, and message templates: only the golden files test the wording.
 */

/** Columns of a request; `isFailing`: its stage has failed and is retried; `isAsked`: the requester has a question to answer. */
export interface RequestIs {
  readonly status?: Status;
  readonly stage?: StageName;
  readonly waitsFor?: WaitsFor | null;
  readonly isFailing?: boolean;
  readonly isAsked?: boolean;
  readonly piUser?: string | null;
  readonly assignee?: string;
  /** It has a warning for the admins. */
  readonly isWarned?: boolean;
}

interface Row extends Required<RequestIs> {
  readonly id: number;
  readonly isShown: boolean;
  /** Where its admin card is, as the chat names it: "channel/ts". */
  readonly message: string | null;
}

const NEWEST = `
  select r.id, r.status, r.stage, r.waits_for as "waitsFor", r.attempt > 0 as "isFailing", r.question is not null as "isAsked",
    split_part(r.pi_user, ':', 2) as "piUser", r.assignee ->> 'byName' as "assignee", r.warnings <> '[]' as "isWarned",
    coalesce(v.shown_version, 0) >= r.version as "isShown", v.message
  from requests r left join views v on v.request_id = r.id and v.audience = 'admin' and v.moved_to is null
  where r.given_name || ' ' || r.family_name || ', ' || coalesce(r.project, '') ilike '%' || $1 || '%'
  order by r.id desc limit 1`;

const newest = async ({ database }: TestSite, about: string): Promise<Row | undefined> =>
  (await database.query<Row>(NEWEST, [about]))[0];

function cardOf({ sandbox }: TestSite, { message }: Row): Message | undefined {
  const [channel = "", ts] = message?.replace(/^slack:/, "").split("/") ?? [];
  return ts === undefined ? undefined : sandbox.messages(channel).find((one) => one.ts === ts);
}

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
      const row = await newest(site, about);
      const wanted = Object.entries(is) as [keyof RequestIs, unknown][];
      return row?.isShown && wanted.every(([name, value]) => row[name] === value)
        ? cardOf(site, row)
        : undefined;
    },
    timeoutMs,
  );
}

/** The same card, once this event has happened to the request, caused by the person of this name if one is given. */
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
      const found = (await eventsOf(site, about)).some(
        (event) => event.kind === kind && (by === undefined || event.by === by),
      );
      if (!found) return undefined;
      // Read after the event, so that the card shows it.
      const row = await newest(site, about);
      return row?.isShown ? cardOf(site, row) : undefined;
    },
    timeoutMs,
  );
}

/** What has happened to the newest request that names this person or project, in order. */
export async function eventsOf(site: TestSite, about: string): Promise<RecordedEvent[]> {
  return site.database.query(
    `select kind, actor_name as by, note, detail from events where request_id = $1 order by seq`,
    [(await newest(site, about))?.id],
  );
}

export interface RecordedEvent {
  readonly kind: EventKind;
  readonly by: string;
  readonly note: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/**
 * acct's reply to what this person does in `act`: in a channel, visible to them alone, or in their direct messages if
 * `place` is the person.
 */
export async function replyTo(
  { sandbox }: TestSite,
  user: string,
  place: string,
  act: () => Promise<unknown>,
): Promise<Message> {
  const replies = () =>
    place === user
      ? sandbox.messages(user).filter((message) => message.user !== user)
      : sandbox.messages(place, user).filter(({ onlyFor }) => onlyFor === user);
  // A reply may replace an earlier one.
  const known = new Set(replies().map((message) => JSON.stringify(message)));
  await act();
  return sandbox.until(
    () => replies().findLast((message) => !known.has(JSON.stringify(message))),
    `a reply to ${user} in ${place}`,
  );
}

/** This person's Home, as acct publishes it when they open it now. */
export async function openHome(
  { sandbox }: TestSite,
  user: string,
): Promise<Pick<Message, "text" | "blocks">> {
  const before = sandbox.home(user)?.hash;
  await sandbox.openHome({ user });
  const view = await sandbox.until(() => {
    const now = sandbox.home(user);
    return now && now.hash !== before && now;
  }, `the Home of ${user}`);
  return { text: "", blocks: view.content.blocks };
}

/** The email from this template to this address. */
export function untilEmail(site: TestSite, address: string, template: TemplateName): Promise<CaughtMail> {
  return site.sandbox.until(
    () => emailsTo(site, address, template)[0],
    `the email "${template}" to ${address}`,
  );
}

/** Every email from this template to this address. */
export function emailsTo(
  { mailCatcher }: Pick<TestSite, "mailCatcher">,
  address: string,
  template: TemplateName,
): CaughtMail[] {
  return mailCatcher.mails.filter((mail) => mail.to.includes(address) && readTemplate(mail) === template);
}

/** The latest direct message from this template to this person. */
export function untilDirectMessage(
  site: TestSite,
  user: string,
  template: TemplateName,
  timeoutMs?: number,
): Promise<Message> {
  return poll(
    `the direct message "${template}" to ${user}`,
    async () => {
      const [sent] = await site.database.db
        .select()
        .from(notifications)
        .where(
          and(
            eq(notifications.template, template),
            eq(notifications.toUser, `slack:${user}`),
            ne(notifications.via, "email"),
            isNotNull(notifications.sentAt),
          ),
        )
        .orderBy(desc(notifications.id))
        .limit(1);
      const title = sent && (await titleOf(sent, site));
      return site.sandbox.messages(user).findLast(({ text }) => text === title);
    },
    timeoutMs,
  );
}

/** The title of a message, which Slack shows in notifications, and by which the message is found. */
async function titleOf({ template, requestId, data }: Notification, { database }: TestSite): Promise<string> {
  const noUrl = () => "";
  const urls = {
    isRequester: true,
    chatName: "Slack",
    passwordUrl: noUrl,
    decisionUrl: noUrl,
    confirmUrl: noUrl,
    requestUrl: noUrl,
    agreementsUrl: noUrl,
    resetPageUrl: noUrl,
    resetUrl: noUrl,
    claimUrl: noUrl,
    piUrl: noUrl,
    invitationUrl: noUrl,
    rosterUrl: noUrl,
    foundingUrl: noUrl,
    formUrl: noUrl,
  };
  const request = requestId === null ? undefined : await findRequest(database.db, requestId);
  const written: Written = request
    ? notificationTemplates[template as RequestTemplateName]({
        request,
        data,
        dryRun: false,
        logIn: {},
        ...urls,
      })
    : broadcastTemplates[template as BroadcastName](data, urls);
  const { templates } = readOwnTemplates();
  const { title } = "lines" in written ? written : inWords(template, written, templates, "en");
  return escapeTo(title.length * 5, title);
}

const POLL_MS = 50;

/** The database does not announce its changes, so this function polls it. */
async function poll<T>(what: string, find: () => Promise<T | undefined>, timeoutMs = 100_000): Promise<T> {
  const until = performance.now() + timeoutMs;
  for (;;) {
    const found = await find();
    if (found !== undefined) return found;
    if (performance.now() > until)
      throw new Error(`waited ${timeoutMs / 1000} s without success for ${what}`);
    await delay(POLL_MS);
  }
}
