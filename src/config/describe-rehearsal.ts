import type { Db } from "../db/client.ts";
import { countUnsent } from "../db/notifications.ts";

const REHEARSAL =
  "this is a rehearsal (ACCT_REHEARSAL=1): acct sends nothing to any chat or by email, changes no system, and no request advances";

/** Describes a rehearsal and what is waiting for its end, in one sentence for the log, doctor and `/readyz`. */
export async function describeRehearsal(db: Db): Promise<string> {
  const { messages, cards } = await countUnsent(db);
  const waiting = `${messages} ${messages === 1 ? "notification" : "notifications"} and ${cards} ${cards === 1 ? "card" : "cards"} are waiting`;
  return `${REHEARSAL}; ${waiting}`;
}
