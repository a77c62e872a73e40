import type { Db } from "../db/client.ts";
import { countUnsent } from "../db/notifications.ts";

const REHEARSAL =
  "this is a rehearsal (ACCT_REHEARSAL=1): nothing goes to Slack or by mail, nothing is made in any system, and no request moves";

/** What a rehearsal leaves undone, in one sentence for an operator: of log, doctor and `/readyz`. */
export async function describeRehearsal(db: Db): Promise<string> {
  const { messages, cards } = await countUnsent(db);
  const withheld = `${messages} ${messages === 1 ? "message" : "messages"} and ${cards} ${cards === 1 ? "card" : "cards"} are withheld`;
  return `${REHEARSAL}; ${withheld}`;
}
