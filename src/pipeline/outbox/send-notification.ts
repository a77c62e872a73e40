import { AccessLostError, BusyError, type Chat, UnreachableError } from "../../chat/chat.ts";
import { chatOf, isInChat } from "../../chat/chat-of.ts";
import { LoginRejectedError } from "../../credentials/login-guard.ts";
import type { SecretKeys } from "../../credentials/secret-keys.ts";
import { findUserInUse, listOtherUsers } from "../../db/chat-links.ts";
import { type Db, inTransaction } from "../../db/client.ts";
import { isTransientDatabaseError } from "../../db/database-lost.ts";
import { showRowAgain } from "../../db/intake-rows.ts";
import { successorOf } from "../../db/move-views.ts";
import { type Delivery, HELPDESK_TICKET } from "../../db/names.ts";
import {
  fallBackToEmail,
  insertNotification,
  recordDelivery,
  recordSending,
  recordSent,
} from "../../db/notifications.ts";
import type { Notification } from "../../db/tables/notifications.ts";
import { describeFailure, newReference } from "../../failure/describe-failure.ts";
import type { Log } from "../../log.ts";
import { compose } from "../../mail/compose.ts";
import {
  type Mailer,
  type Recipient,
  SenderRefusedError,
  UndeliverableError,
  UnknownIfSentError,
} from "../../mail/mailer.ts";
import type { Counts } from "../../metrics.ts";
import type { Message } from "../../view/message.ts";
import { orOwnTemplates } from "../../view/templates/templates.ts";
import { insist } from "../engine/insist.ts";
import { MAX_PROCESS_DEATHS } from "../engine/transition.ts";
import type { Rules } from "../pipeline-deps.ts";
import { mailToken } from "../secrets/mail-token.ts";
import { toTicketEmail } from "./helpdesk-ticket.ts";
import { isOverdueAlert, mailAlerts } from "./mail-alerts.ts";
import { notifyAccessBack, notifyAccessLost } from "./notify-access-lost.ts";
import { recordUndelivered, withoutPeople } from "./record-undelivered.ts";
import { refreshNotifications, toPosted } from "./refresh-notifications.ts";
import { prepareReply, type Reply } from "./reply-in-thread.ts";
import { isTicketTemplate, toTicketMail } from "./request-ticket.ts";
import { pauseMs } from "./show-card.ts";
import { writeMessage } from "./write-message.ts";

interface SendNotificationDeps {
  readonly db: Db;
  readonly chat: Chat;
  readonly mailer: Mailer;
  readonly secretKey: SecretKeys;
  readonly rules: Rules;
  readonly now: () => Date;
  readonly log: Log;
  readonly counts?: Pick<Counts, "notification">;
  /** Says that a notification now goes another way. */
  announce(): void;
  /** Tells whether to stop trying to record what was sent, because the process has to end. */
  givesUp(): boolean;
}

/** How long a reply waits until it looks again for the message that it belongs to. */
const REPLY_WAITS_MS = 3000;

/** A chat is usually back within minutes, and says itself when it wants fewer calls. */
export const CHAT_DELIVERIES = ["chat", "either", "channel"] as const satisfies readonly Delivery[];
export const EMAIL_DELIVERIES = ["email"] as const satisfies readonly Delivery[];

/** These are similar to the pauses that mail servers use among themselves. */
const EMAIL_PAUSES_MINUTES = [1, 5, 30, 120, 360, 720, 720, 1440, 1440] as const;
const GIVE_UP_AFTER_MS = 3 * 86_400_000;

/**
 * Sends one notification. Retries for three days; then, or if the other side refuses it permanently, gives up and records this
 * on the request. If the answer to an email is lost, it is sent again with the same Message-ID. Once a message is accepted,
 * only the record of it is retried while the database is lost.
 */
export async function sendNotification(
  notification: Notification,
  given: SendNotificationDeps,
): Promise<void> {
  const deps = { ...given, mailer: withToken(notification, given) };
  const { db, now, announce, givesUp } = deps;
  let kept = dataToKeep(notification);
  let refused: readonly Recipient[] = [];
  try {
    if (notification.deaths > MAX_PROCESS_DEATHS)
      throw new UndeliverableError("the process died on every attempt");
    if (notification.template === HELPDESK_TICKET) {
      await deps.mailer.send(toTicketEmail(notification, deps.secretKey));
    } else if (isTicketTemplate(notification.template)) {
      await sendTicket(notification, deps);
    } else {
      const reply = await replyTo(notification, deps);
      if (reply.kind === "wait") {
        const runAt = new Date(now().getTime() + REPLY_WAITS_MS);
        const { id, leaseToken, attempt } = notification;
        await recordDelivery(db, { id, leaseToken }, { sentAt: null, attempt, runAt, problem: null });
        return;
      }
      if (reply.kind === "none") {
        await insist(() => recordSent(db, notification, now()), givesUp);
        return;
      }
      const message = await writeMessage(reply.notification, deps);
      const sent = await send(notification, message, deps, reply.thread);
      if (sent.kind === "by-email") {
        await fallBackToEmail(db, notification, now());
        announce();
        return;
      }
      refused = sent.refused ?? [];
      const posted = sent.posted === undefined ? undefined : toPosted(notification, sent.posted, message);
      if (posted) kept = { data: { ...reply.notification.data, ...posted } };
    }
  } catch (error) {
    if (isTransientDatabaseError(error)) throw error;
    await recordUnsent(notification, error, deps);
    return;
  }
  await insist(() => recordAccepted(notification, { refused, kept }, deps), givesUp);
  deps.counts?.notification(notification.template, "sent");
  if (notification.via === "email") await tellMailWorks(deps);
  // A row of a sheet shows when the help desk was told.
  if (notification.requestId !== null && notification.template === "ticket-opened")
    await showRowAgain(db, notification.requestId, now());
  if (notification.requestId !== null && notification.via !== "email")
    await refreshNotifications(notification.requestId, deps);
}

/** Every email about a notification is recognized when it comes back, whoever composes it. */
function withToken(
  notification: Notification,
  { mailer, secretKey }: Pick<SendNotificationDeps, "mailer" | "secretKey">,
): Mailer {
  const token = mailToken(secretKey, notification);
  return { send: (mail) => mailer.send({ ...mail, token }) };
}

/** A recipient that the mail server refused while it took the email for others gets one of their own, which is retried or given up. */
async function recordAccepted(
  notification: Notification,
  {
    refused,
    kept,
  }: { readonly refused: readonly Recipient[]; readonly kept: Partial<Pick<Notification, "data">> },
  { db, now }: SendNotificationDeps,
): Promise<void> {
  if (refused.length === 0) return recordSent(db, notification, now(), kept);
  await inTransaction(db, async (tx) => {
    const { key, template, requestId, data } = notification;
    for (const { name, address } of refused) {
      const alone = {
        key: `${key}:${address}`,
        template,
        via: "email",
        toName: name,
        toEmail: address,
      } as const;
      const about = requestId === null ? {} : { requestId };
      await insertNotification(tx, { ...alone, ...about, toUser: null, data }, now());
    }
    await recordSent(tx, notification, now(), kept);
  });
}

/**
 * Sends an email to the help desk. Another copy would open another ticket there, so if no one knows whether the server took the
 * first one, an admin looks.
 */
async function sendTicket(notification: Notification, deps: SendNotificationDeps): Promise<void> {
  if (notification.data.sending === "true") {
    throw new UndeliverableError(
      `acct can't tell whether the help desk got it, because the connection was lost or acct was killed while sending. Look there for a ticket of request ${notification.requestId}, and send it again only if there is none`,
    );
  }
  const mail = await toTicketMail(notification, deps);
  if (!mail || !(await recordSending(deps.db, notification, true))) return;
  try {
    await deps.mailer.send(mail);
  } catch (error) {
    if (!(error instanceof UnknownIfSentError)) await recordSending(deps.db, notification, false);
    throw error;
  }
}

/** The mail server takes our email: if it refused acct before, the admins read that this is over. */
async function tellMailWorks({ log, rules, ...deps }: SendNotificationDeps): Promise<void> {
  try {
    const line = "Fixed: the mail server takes our email again.";
    await notifyAccessBack("mail", line, { ...deps, channel: rules.adminChannels });
  } catch (error) {
    log.info({ err: error }, "could not record that the mail server works; the next email will");
  }
}

/** A message that isn't a reply is posted as it is. */
async function replyTo(
  notification: Notification,
  { db, now }: SendNotificationDeps,
): Promise<
  Reply | { readonly kind: "post"; readonly notification: Notification; readonly thread?: undefined }
> {
  if (notification.thread === null || notification.via !== "channel") return { kind: "post", notification };
  return prepareReply(notification, db, now());
}

async function recordUnsent(
  notification: Notification,
  error: unknown,
  deps: SendNotificationDeps,
): Promise<void> {
  const { db, now, log } = deps;
  const { id, leaseToken, attempt, requestId, template } = notification;
  const unsent = { sentAt: null, attempt };
  if (error instanceof BusyError) {
    const runAt = new Date(now().getTime() + error.waitMs);
    await recordDelivery(db, { id, leaseToken }, { ...unsent, runAt, problem: null });
    return;
  }
  const isShut = error instanceof UnreachableError || error instanceof AccessLostError;
  if (isShut && notification.via === "either" && notification.toEmail) {
    log.warn(
      { err: error, request: requestId, template },
      "person unreachable by direct message; sending an email",
    );
    await fallBackToEmail(db, notification, now());
    deps.announce();
    return;
  }
  const reference = newReference();
  const problem = describeFailure(error, reference);
  deps.counts?.notification(template, "failed");
  const runAt = isPermanent(error, notification) ? undefined : nextAttempt(notification, now());
  log.warn(
    { err: error, reference, request: requestId, template, final: !runAt },
    "notification not delivered",
  );
  if (isOverdueAlert(notification, now())) {
    await mailAlerts(db, notification, { site: deps.rules.site, now: now() });
    deps.announce();
  }
  if (isOurFault(error))
    await notifyAccessLost(
      {
        why: error.message,
        cause: withoutPeople(error.message, notification, reference),
        by: notification.via === "email" ? "mail" : "chat",
      },
      { ...deps, channel: deps.rules.adminChannels },
    );
  if (runAt !== undefined) {
    await recordDelivery(db, { id, leaseToken }, { ...unsent, runAt, attempt: attempt + 1, problem });
    return;
  }
  await giveUp(notification, { reference, problem }, deps);
}

/** Uses one transaction, or a lost connection could leave a message that no one sends and no one knows about. */
async function giveUp(
  notification: Notification,
  { reference, problem }: { readonly reference: string; readonly problem: string },
  { db, now, rules }: SendNotificationDeps,
): Promise<void> {
  const { id, leaseToken, attempt } = notification;
  await inTransaction(db, async (tx) => {
    const ended = { sentAt: null, attempt, ...dataToKeep(notification), runAt: null, problem };
    const isLeased = await recordDelivery(tx, { id, leaseToken }, ended);
    if (!isLeased) return;
    await recordUndelivered(tx, notification, {
      ...{ reference, problem, adminChannels: rules.adminChannels },
      now: now(),
    });
  });
}

/** The other side refuses acct itself, which only someone who runs acct can fix. */
const isOurFault = (error: unknown): error is Error =>
  error instanceof SenderRefusedError ||
  error instanceof LoginRejectedError ||
  error instanceof AccessLostError;

/** Once a ticket is sent or given up, its PIN is no longer needed. */
const dataToKeep = ({ template }: Notification): Partial<Pick<Notification, "data">> =>
  template === HELPDESK_TICKET ? { data: {} } : {};

/** An unreachable channel is not permanent: it may be fixed within the hour, and the admins should still get their messages. */
function isPermanent(error: unknown, { via }: Notification): boolean {
  return error instanceof UndeliverableError || (error instanceof UnreachableError && via !== "channel");
}

/** Undefined if it has been tried for long enough. */
function nextAttempt({ via, attempt, createdAt }: Notification, now: Date): Date | undefined {
  if (via === "email") {
    const minutes = EMAIL_PAUSES_MINUTES[attempt];
    return minutes === undefined ? undefined : new Date(now.getTime() + minutes * 60_000);
  }
  const isOld = now.getTime() - createdAt.getTime() > GIVE_UP_AFTER_MS;
  return isOld ? undefined : new Date(now.getTime() + pauseMs(attempt));
}

/** `posted`: the chat's reference to the message, where it was posted there. */
type Sent =
  | { readonly kind: "sent"; readonly posted?: string; readonly refused?: readonly Recipient[] }
  | { readonly kind: "by-email" };

/** Sends the message its way. "by-email" means that the person is not in the chat, and can be reached by email. */
async function send(
  notification: Notification,
  message: Message,
  deps: SendNotificationDeps,
  thread: string | undefined,
): Promise<Sent> {
  const { chat, mailer, rules } = deps;
  const { via, toName, toEmail, toUser, template, mark } = notification;
  const key = `notification ${notification.id}`;
  if (via === "channel") {
    const [first = ""] = rules.adminChannels;
    // The site may have left the chat in which the channel was.
    const hasLeft = toUser !== null && !isInChat(chat, toUser);
    const id = hasLeft ? successorOf(toUser, rules.adminChannels) : (toUser ?? first);
    const options = hasLeft ? { key } : { thread, key };
    return { kind: "sent", posted: await chat.post({ kind: "channel", id }, message, options) };
  }
  if (via !== "email") {
    const user = await findUser(notification, deps);
    if (user)
      return { kind: "sent", posted: await chat.post({ kind: "person", id: user }, message, { key }) };
    // An open question would wait for an answer that can't come.
    if (template === "confirm-link")
      throw new UnreachableError(`${toName} isn't on ${chatOf(chat, toUser).name} anymore`, "user_gone");
    return via === "chat" ? { kind: "sent" } : { kind: "by-email" };
  }
  if (!toEmail) throw new UndeliverableError("there is no email address");
  const { publicUrl, logo, pages } = rules;
  const site = { ...rules.site, accent: pages.accent, logo };
  const templates = orOwnTemplates(rules.templates);
  const messageId = `<${template}.${mark}.acct@${new URL(publicUrl).hostname}>`;
  const mail = compose(message, { messageId, to: { name: toName, address: toEmail }, site, templates });
  const { refused } = await mailer.send(mail);
  return { kind: "sent", refused };
}

/** The person in the chat, by their id or else by their verified address. */
async function findUser(
  { toUser, toEmail }: Notification,
  { chat, db }: Pick<SendNotificationDeps, "chat" | "db">,
): Promise<string | undefined> {
  if (toUser) {
    if (!isInChat(chat, toUser)) return (await listOtherUsers(db, toUser, chat.adminChannels))[0];
    // A person who is in several chats gets the message where they were last.
    const user = chat.parts ? await findUserInUse(db, toUser, chat.adminChannels) : toUser;
    const isHere = async (one: string) => {
      const { membership } = await chat.getUser(one);
      return membership === "member" || membership === "guest";
    };
    if (await isHere(user)) return user;
    return user !== toUser && (await isHere(toUser)) ? toUser : undefined;
  }
  return toEmail ? (await chat.findByEmail(toEmail))?.user : undefined;
}
