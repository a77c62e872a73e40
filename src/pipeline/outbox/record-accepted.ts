import { inTransaction } from "../../db/client.ts";
import { insertNotification, recordSent } from "../../db/notifications.ts";
import type { Notification } from "../../db/tables/notifications.ts";
import type { Recipient } from "../../mail/mailer.ts";
import type { SendDeps } from "./send-deps.ts";

interface Accepted {
  readonly refused?: readonly Recipient[];
  readonly kept: Partial<Pick<Notification, "data">>;
}

/**
 * Records that the other side took a notification. A recipient that the mail server refused while it took the email for others gets one
 * of their own, which is retried or given up.
 */
export async function recordAccepted(
  notification: Notification,
  { refused = [], kept }: Accepted,
  { db, now }: Pick<SendDeps, "db" | "now">,
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
