import type { Chat } from "../../chat/chat.ts";
import type { Db } from "../../db/client.ts";
import { listAskedPis, wakeRequestsOfPi } from "../../db/waiting-requests.ts";

interface DetectDeps {
  readonly db: Db;
  readonly chat: Pick<Chat, "getUser">;
}

/**
 * Looks whether everybody whose word is waited for can still give it. What waits for somebody who cannot is looked at
 * again by its stage, which then asks by mail and puts it before the admins. Returns how many requests that were.
 */
export async function detectDeactivatedPis({ db, chat }: DetectDeps, now: Date): Promise<number> {
  let woken = 0;
  for (const user of await listAskedPis(db)) {
    const { membership } = await chat.getUser(user);
    if (membership !== "member") woken += await wakeRequestsOfPi(db, user, now);
  }
  return woken;
}
