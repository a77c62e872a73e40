import type { Db } from "../db/client.ts";
import { listUndelivered, type UndeliveredMessage } from "../db/notifications.ts";
import { generalizeMessage } from "../failure/generalize-message.ts";

/** Messages that were given up for the same reason, as after an outage of the mail server. */
export interface UndeliveredCause {
  readonly sentence: string;
  /** How many messages. */
  readonly count: number;
  readonly requestIds: readonly number[];
}

/** Older messages are hardly worth sending: their links have expired. `/acct list undelivered` shows as many days. */
export const UNDELIVERED_DAYS = 30;

/** Lists why messages about requests were given up in the last 30 days. The cause that affects most of them comes first. */
export async function listUndeliveredCauses(db: Db, now: Date): Promise<UndeliveredCause[]> {
  const since = new Date(now.getTime() - UNDELIVERED_DAYS * 86_400_000);
  const byCause = Map.groupBy(await listUndelivered(db, since), describeCause);
  return [...byCause]
    .map(([sentence, messages]) => ({
      sentence,
      count: messages.length,
      requestIds: [...new Set(messages.map(({ requestId }) => requestId))],
    }))
    .toSorted((a, b) => b.count - a.count);
}

/** Each failure has its own reference and may name a person, but neither is part of its cause. */
function describeCause({ problem, toName, toEmail, toUser }: UndeliveredMessage): string {
  const withoutReference = (problem ?? "").replaceAll(/ \(reference \w+\)/g, "");
  return generalizeMessage(withoutReference, [toName, toEmail, toUser]) || "unknown reason";
}
