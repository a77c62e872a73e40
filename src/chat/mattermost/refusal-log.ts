import type { Log } from "../../log.ts";

const EVERY_MS = 60_000;
const TEXT = "refused a callback from Mattermost; nothing was changed";

/**
 * Logs refused callbacks: the first for each reason right away, and those that follow as one line a minute with their count. Anyone who
 * reaches acct's address can send as many as they like, so a line for each would fill the disk.
 */
export function refusalLog(log: Pick<Log, "warn">, everyMs = EVERY_MS) {
  const following = new Map<string, number>();

  function waitForMore(why: string): void {
    following.set(why, 0);
    setTimeout(() => {
      const count = following.get(why) ?? 0;
      following.delete(why);
      if (count === 0) return;
      log.warn({ why, count }, `${TEXT} (${count} more for the same reason since the last line)`);
      waitForMore(why);
    }, everyMs).unref();
  }

  return (why: string, from: object): void => {
    const count = following.get(why);
    if (count !== undefined) {
      following.set(why, count + 1);
      return;
    }
    log.warn({ ...from, why }, TEXT);
    waitForMore(why);
  };
}
