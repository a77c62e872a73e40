import type { Db } from "../../db/client.ts";
import { absorbReplies, findNotificationByKey } from "../../db/notifications.ts";
import type { Notification } from "../../db/tables/notifications.ts";
import { countStuckInThread } from "../../db/waiting-requests.ts";

/** What to do with a reply: post it there, wait for the message that it belongs to, or leave it out. */
export type Reply =
  | { readonly kind: "post"; readonly thread: string; readonly notification: Notification }
  | { readonly kind: "wait" }
  | { readonly kind: "none" };

/**
 * Prepares a reply in the thread of an earlier notification. Everything else that is due there joins it, so that an outage of
 * hundreds of requests is a few messages. The first case isn't repeated below the message that is about it.
 */
export async function prepareReply(reply: Notification, db: Db, now: Date): Promise<Reply> {
  const root = reply.thread === null ? undefined : await findNotificationByKey(db, reply.thread);
  if (!root) return { kind: "none" };
  const isFirst = ({ about, version }: Notification["data"]) =>
    about === String(root.requestId) && version === root.data.version;
  // They join first, so that hundreds that wait for the chat are one row that does.
  const all = await absorbReplies(db, reply, isFirst, now);
  if (all === undefined || all.length === 0) return { kind: "none" };
  if (root.sentAt === null && root.runAt !== null) return { kind: "wait" };
  const { posted } = root.data;
  // The message was never posted, or by a version of acct that kept no reference.
  if (!posted) return { kind: "none" };
  const isOver = all.some((one) => one.isOver === "true");
  const summary = isOver ? [describeLeft(await countStuckInThread(db, root.key))] : [];
  const list = [...all.map((one) => one.list ?? ""), ...summary].join("\n");
  return { kind: "post", thread: posted, notification: { ...reply, data: { list } } };
}

function describeLeft(count: number): string {
  if (count === 0) return "Nothing is stuck for this reason anymore.";
  return count === 1
    ? "1 request is still stuck for this reason."
    : `${count} requests are still stuck for this reason.`;
}
