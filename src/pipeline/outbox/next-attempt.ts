import type { Notification } from "../../db/tables/notifications.ts";
import { pauseMs } from "./show-card.ts";

/** These are similar to the pauses that mail servers use among themselves. */
const EMAIL_PAUSES_MINUTES = [1, 5, 30, 120, 360, 720, 720, 1440, 1440] as const;
const GIVE_UP_AFTER_MS = 3 * 86_400_000;

/** When to send a notification again that failed. Undefined if it has been tried for long enough. */
export function nextAttempt({ via, attempt, createdAt }: Notification, now: Date): Date | undefined {
  if (via === "email") {
    const minutes = EMAIL_PAUSES_MINUTES[attempt];
    return minutes === undefined ? undefined : new Date(now.getTime() + minutes * 60_000);
  }
  const isOld = now.getTime() - createdAt.getTime() > GIVE_UP_AFTER_MS;
  return isOld ? undefined : new Date(now.getTime() + pauseMs(attempt));
}
