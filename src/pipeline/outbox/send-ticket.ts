import { recordSending } from "../../db/notifications.ts";
import type { Notification } from "../../db/tables/notifications.ts";
import { UndeliverableError, UnknownIfSentError } from "../../mail/mailer.ts";
import { toTicketMail } from "./request-ticket.ts";
import type { SendDeps } from "./send-deps.ts";

/**
 * Sends an email to the help desk. Another copy would open another ticket there, so if no one knows whether the server took the
 * first one, an admin looks.
 */
export async function sendTicket(notification: Notification, deps: SendDeps): Promise<void> {
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
