import { createHash } from "node:crypto";
import type { Db } from "../../db/client.ts";
import { insertNotification } from "../../db/notifications.ts";

interface NotifyAccessLostDeps {
  readonly db: Db;
  /** The admin channel. */
  readonly channel: string;
  readonly now: () => Date;
  /** Says that there is a new message. */
  announce(): void;
}

/**
 * Tells the admin channel, once a day for each cause, that an outside system refuses acct itself. `why` is a sentence with what to
 * do; `cause` is the same without what differs each time, by default `why`.
 */
export async function notifyAccessLost(
  { why, cause = why }: { readonly why: string; readonly cause?: string },
  { db, channel, now, announce }: NotifyAccessLostDeps,
): Promise<void> {
  const at = now();
  const hash = createHash("sha256").update(cause).digest("hex").slice(0, 16);
  const key = `access-lost:${at.toISOString().slice(0, 10)}:${hash}`;
  const to = { via: "channel", toName: "the admins", toEmail: null, toUser: channel } as const;
  await insertNotification(db, { key, template: "access-lost", ...to, data: { why } }, at);
  announce();
}
