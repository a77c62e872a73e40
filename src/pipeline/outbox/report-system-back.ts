import { type Db, inTransaction } from "../../db/client.ts";
import { insertNotification } from "../../db/notifications.ts";
import { countTrouble, endTrouble } from "../../db/troubles.ts";
import { fewRequests } from "../../view/few-requests.ts";
import { listStuckOn } from "../stuck-causes.ts";

interface ReportSystemDeps {
  readonly db: Db;
  /** Where the admin channels are. */
  readonly chat: { readonly adminChannels: readonly string[] };
  readonly now: () => Date;
  /** Says that there is a new message. */
  announce(): void;
}

const nameOf = (system: string) => `system:${system}`;

/** Records that an outside system doesn't work, for every process. */
export async function noteSystemDown(system: string, { db, now }: ReportSystemDeps): Promise<void> {
  await countTrouble(db, nameOf(system), now());
}

/**
 * Ends that trouble. If requests are still stuck because of the system, the admins get a message with a button that retries them: one
 * message for each outage, from whichever process notices first, and at most one an hour if the system comes and goes.
 */
export async function reportSystemBack(
  system: string,
  { db, chat, now, announce }: ReportSystemDeps,
): Promise<void> {
  const at = now();
  const isTold = await inTransaction(db, async (tx) => {
    if (!(await endTrouble(tx, nameOf(system)))) return false;
    const stuck = await listStuckOn(tx, system);
    if (stuck.length === 0) return false;
    const data = { system, count: String(stuck.length), list: fewRequests(stuck) };
    const key = `system-back:${system}:${at.toISOString().slice(0, 13)}`;
    const to = {
      via: "channel",
      toName: "the admins",
      toEmail: null,
      toUser: chat.adminChannels,
    } as const;
    await insertNotification(tx, { key, template: "system-back", ...to, data }, at);
    return true;
  });
  if (isTold) announce();
}
