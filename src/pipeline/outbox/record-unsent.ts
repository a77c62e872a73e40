import { AccessLostError, BusyError, UnreachableError } from "../../chat/chat.ts";
import { LoginRejectedError } from "../../credentials/login-guard.ts";
import { inTransaction } from "../../db/client.ts";
import { fallBackToEmail, recordDelivery } from "../../db/notifications.ts";
import type { Notification } from "../../db/tables/notifications.ts";
import { describeFailure, newReference } from "../../failure/describe-failure.ts";
import { SenderRefusedError, UndeliverableError } from "../../mail/mailer.ts";
import { dataToKeep } from "./data-to-keep.ts";
import { isOverdueAlert, mailAlerts } from "./mail-alerts.ts";
import { nextAttempt } from "./next-attempt.ts";
import { notifyAccessLost } from "./notify-access-lost.ts";
import { recordUndelivered, withoutPeople } from "./record-undelivered.ts";
import type { SendDeps } from "./send-deps.ts";

/**
 * Records that a notification wasn't sent: it is sent later, goes by email instead, or is given up, which the history of its request then
 * says. If acct itself was refused, the admins are told.
 */
export async function recordUnsent(
  notification: Notification,
  error: unknown,
  deps: SendDeps,
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
  { db, now, rules }: SendDeps,
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

/** An unreachable channel is not permanent: it may be fixed within the hour, and the admins should still get their messages. */
function isPermanent(error: unknown, { via }: Notification): boolean {
  return error instanceof UndeliverableError || (error instanceof UnreachableError && via !== "channel");
}
