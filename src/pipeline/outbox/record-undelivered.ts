import { recordEvent } from "../../db/apply-change.ts";
import type { Db } from "../../db/client.ts";
import { insertNotification } from "../../db/notifications.ts";
import type { Notification } from "../../db/tables/notifications.ts";
import { generalizeMessage } from "../../failure/generalize-message.ts";
import { toAdminChannelOnce } from "./recipients.ts";
import { tellUndelivered } from "./tell-undelivered.ts";

interface Undelivered {
  /** Whom it didn't reach, as the history says it. */
  readonly to?: string;
  readonly problem: string;
  /** The reference to the cause in the log; empty if the problem has none. */
  readonly reference: string;
  /** What to do if the address is dead, which sending again doesn't help. */
  readonly advice?: string | undefined;
  readonly detail?: Record<string, unknown>;
  readonly adminChannels: readonly string[];
  readonly now: Date;
}

/** Records on the request that a message didn't reach someone, and tells the admins once a day for each cause. */
export async function recordUndelivered(
  tx: Db,
  notification: Notification,
  { to, problem, reference, advice, detail = {}, adminChannels, now }: Undelivered,
): Promise<void> {
  const { requestId, template, via, toEmail, toName } = notification;
  if (requestId === null)
    return tellUndelivered(tx, notification, { reference, problem, adminChannels, now });
  const recipient = to ?? toEmail ?? toName;
  const note = `Could not deliver the message "${template}" to ${recipient}: ${problem}`;
  const event = { kind: "undelivered", actor: "acct", actorName: "acct", note, detail } as const;
  await recordEvent(tx, requestId, event, now);
  if (via === "channel") return;
  const again = `Once the cause is fixed, use Send again on the card or /acct send-again ${requestId}. You can also contact them another way.`;
  const told = toAdminChannelOnce(
    { id: requestId, version: 0 },
    {
      channel: adminChannels,
      cause: `undelivered ${withoutPeople(problem, notification, reference)}`,
      why: `${note}. ${advice ?? again} The thread of this message lists others that fail for the same reason today. To see all of them, use /acct list undelivered.`,
      now,
    },
  );
  for (const one of told) await insertNotification(tx, { ...one, requestId }, now);
}

/** The same for everyone to whom a message fails for the same reason. */
export const withoutPeople = (
  problem: string,
  { toEmail, toName, toUser }: Pick<Notification, "toEmail" | "toName" | "toUser">,
  reference: string,
) => generalizeMessage(problem, [reference, toEmail, toName, toUser]);
