import { isTransientDatabaseError } from "../../db/database-lost.ts";
import { showRowAgain } from "../../db/intake-rows.ts";
import type { Delivery } from "../../db/names.ts";
import { fallBackToEmail, recordDelivery, recordSent, showSentAgain } from "../../db/notifications.ts";
import type { Notification } from "../../db/tables/notifications.ts";
import type { Mailer } from "../../mail/mailer.ts";
import { insist } from "../engine/insist.ts";
import { mailToken } from "../secrets/mail-token.ts";
import { type Delivered, deliver } from "./deliver.ts";
import { editSent, isOver } from "./edit-sent.ts";
import { notifyAccessBack } from "./notify-access-lost.ts";
import { recordAccepted } from "./record-accepted.ts";
import { recordUnsent } from "./record-unsent.ts";
import { refreshNotifications } from "./refresh-notifications.ts";
import type { SendDeps } from "./send-deps.ts";

/** How long a reply waits until it looks again for the message that it belongs to. */
const REPLY_WAITS_MS = 3000;

/** A chat is usually back within minutes, and says itself when it wants fewer calls. */
export const CHAT_DELIVERIES = ["chat", "either", "channel"] as const satisfies readonly Delivery[];
export const EMAIL_DELIVERIES = ["email"] as const satisfies readonly Delivery[];

/**
 * Sends one notification. Retries for three days; then, or if the other side refuses it permanently, gives up and records this
 * on the request. If the answer to an email is lost, it is sent again with the same Message-ID. Once a message is accepted,
 * only the record of it is retried while the database is lost. One that was sent before is due because it has to be edited.
 */
export async function sendNotification(notification: Notification, given: SendDeps): Promise<void> {
  if (notification.sentAt !== null) return editSent(notification, given);
  const deps = { ...given, mailer: withToken(notification, given) };
  const { db, now, givesUp } = deps;
  let delivered: Delivered;
  try {
    delivered = await deliver(notification, deps);
    if (delivered.kind !== "sent") return await putOff(notification, delivered.kind, deps);
  } catch (error) {
    if (isTransientDatabaseError(error)) throw error;
    await recordUnsent(notification, error, deps);
    return;
  }
  const accepted = delivered;
  await insist(() => recordAccepted(notification, accepted, deps), givesUp);
  deps.counts?.notification(notification.template, "sent");
  if (notification.via === "email") await tellMailWorks(deps);
  // Someone may have answered it, or taken it back, while it was being sent.
  else if (await isOver(notification, deps)) await showSentAgain(db, [notification.key], now());
  // A row of a sheet shows when the help desk was told.
  if (notification.requestId !== null && notification.template === "ticket-opened")
    await showRowAgain(db, notification.requestId, now());
  if (notification.requestId !== null && notification.via !== "email")
    await refreshNotifications(notification.requestId, deps);
}

/** Every email about a notification is recognized when it comes back, whoever composes it. */
function withToken(
  notification: Notification,
  { mailer, secretKey }: Pick<SendDeps, "mailer" | "secretKey">,
): Mailer {
  const token = mailToken(secretKey, notification);
  return { send: (mail) => mailer.send({ ...mail, token }) };
}

/** Nothing was sent, and nothing has failed. */
async function putOff(
  notification: Notification,
  kind: Exclude<Delivered["kind"], "sent">,
  { db, now, announce, givesUp }: SendDeps,
): Promise<void> {
  if (kind === "none") return insist(() => recordSent(db, notification, now()), givesUp);
  if (kind === "by-email") {
    await fallBackToEmail(db, notification, now());
    announce();
    return;
  }
  const runAt = new Date(now().getTime() + REPLY_WAITS_MS);
  const { id, leaseToken, attempt } = notification;
  await recordDelivery(db, { id, leaseToken }, { sentAt: null, attempt, runAt, problem: null });
}

/** The mail server takes our email: if it refused acct before, the admins read that this is over. */
async function tellMailWorks({ log, rules, ...deps }: SendDeps): Promise<void> {
  try {
    const line = "Fixed: the mail server takes our email again.";
    await notifyAccessBack("mail", line, { ...deps, channel: rules.adminChannels });
  } catch (error) {
    log.info({ err: error }, "could not record that the mail server works; the next email will");
  }
}
