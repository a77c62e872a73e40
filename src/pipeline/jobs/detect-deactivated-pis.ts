import type { Chat } from "../../chat/chat.ts";
import type { Db } from "../../db/client.ts";
import { listAskedPis, wakeRequestsOfPi } from "../../db/waiting-requests.ts";

interface DetectDeps {
  readonly db: Db;
  readonly chat: Pick<Chat, "getUser">;
}

/**
 * Checks whether the PIs that requests wait for are still active in the chat. A request that waits for one who is not is
 * woken; its stage then asks by email and shows it to the admins. Returns how many requests it woke.
 */
export async function detectDeactivatedPis({ db, chat }: DetectDeps, now: Date): Promise<number> {
  let woken = 0;
  for (const user of await listAskedPis(db)) {
    const { membership } = await chat.getUser(user);
    if (membership !== "member") woken += await wakeRequestsOfPi(db, user, now);
  }
  return woken;
}
