import { createHash } from "node:crypto";
import type { Places } from "../../db/change.ts";
import { type Db, inTransaction } from "../../db/client.ts";
import type { SheetSource } from "../../db/names.ts";
import { insertNotification } from "../../db/notifications.ts";
import { countTrouble, endTrouble, recordTold } from "../../db/troubles.ts";
import { inThread } from "./recipients.ts";

interface NotifyAccessLostDeps {
  readonly db: Db;
  /** The admin channel. */
  readonly channel: Places;
  readonly now: () => Date;
  /** Says that there is a new message. */
  announce(): void;
}

/** What can refuse acct its work. */
export type Refusing =
  | "mail"
  | "bounces"
  | "tickets"
  | "rules"
  | "wiki"
  | "chat"
  | "admin channel"
  | `${"chat" | "admin channel"} in ${string}`
  | `${SheetSource} sheet`;

/**
 * Tells the admin channel, once a day for each cause, that an outside system refuses acct itself. `why` is a sentence with what to
 * do; `cause` is the same without what differs each time, by default `why`. `by` is the system, for `notifyAccessBack`.
 */
export async function notifyAccessLost(
  { why, cause = why, by }: { readonly why: string; readonly cause?: string; readonly by: Refusing },
  { db, channel, now, announce }: NotifyAccessLostDeps,
): Promise<void> {
  const at = now();
  const hash = createHash("sha256").update(cause).digest("hex").slice(0, 16);
  const key = `access-lost:${at.toISOString().slice(0, 10)}:${hash}`;
  const to = { via: "channel", toName: "the admins", toEmail: null, toUser: channel } as const;
  await inTransaction(db, async (tx) => {
    await insertNotification(tx, { key, template: "access-lost", ...to, data: { why } }, at);
    await countTrouble(tx, by, at);
    await recordTold(tx, by, key);
  });
  announce();
}

/** If the admins were told that this system refuses acct its work, they read in that thread that it works again. */
export async function notifyAccessBack(
  by: Refusing,
  line: string,
  { db, channel, now, announce }: NotifyAccessLostDeps,
): Promise<void> {
  const at = now();
  const isTold = await inTransaction(db, async (tx) => {
    const ended = await endTrouble(tx, by);
    if (!ended?.told) return false;
    // If it comes and goes, one line an hour is enough.
    const occasion = `over:${at.toISOString().slice(0, 13)}`;
    await insertNotification(tx, inThread(ended.told, channel, line, occasion), at);
    return true;
  });
  if (isTold) announce();
}
