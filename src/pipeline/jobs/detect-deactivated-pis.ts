import { AwayError, BusyError, type Chat } from "../../chat/chat.ts";
import type { Db } from "../../db/client.ts";
import { listAskedPis, wakeRequestsOfPi } from "../../db/waiting-requests.ts";
import type { Log } from "../../log.ts";

interface DetectDeps {
  readonly db: Db;
  readonly chat: Pick<Chat, "getUser">;
  readonly log: Pick<Log, "warn">;
}

/**
 * Checks whether the PIs that requests wait for are still active in the chat. A request that waits for one who is not is
 * woken; its stage then asks by email and shows it to the admins. A PI whom the chat doesn't show is skipped. Throws if the chat
 * doesn't respond. Returns how many requests it woke.
 */
export async function detectDeactivatedPis({ db, chat, log }: DetectDeps, now: Date): Promise<number> {
  let woken = 0;
  for (const user of await listAskedPis(db)) {
    try {
      const { membership } = await chat.getUser(user);
      if (membership !== "member") woken += await wakeRequestsOfPi(db, user, now);
    } catch (error) {
      if (error instanceof AwayError || error instanceof BusyError) throw error;
      log.warn(
        { err: error, pi: user },
        "could not check whether this PI is still active; checking the others",
      );
    }
  }
  return woken;
}
