import type { Db } from "../db/client.ts";
import { findNotificationByKey } from "../db/notifications.ts";

/** The key of the message that offers what someone has typed as the answer to a question. */
export const typedAnswerKey = (typed: string): string => `typed-answer:${typed}`;

/** Returns what this person has typed, and the request whose question it may answer. */
export async function findTypedAnswer(
  typed: string,
  user: string,
  db: Db,
): Promise<{ readonly requestId: number; readonly text: string } | undefined> {
  const found = await findNotificationByKey(db, typedAnswerKey(typed));
  if (!found || found.toUser !== user || found.requestId === null) return undefined;
  return { requestId: found.requestId, text: found.data.text ?? "" };
}
