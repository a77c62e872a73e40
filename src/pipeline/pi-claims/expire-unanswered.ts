import type { Db } from "../../db/client.ts";
import { insertNotification } from "../../db/notifications.ts";
import { expirePiClaims } from "../../db/pi-claims.ts";
import type { Rules } from "../pipeline-deps.ts";

/** Ends the questions to PIs that no one has answered in time, and tells the admins once about each. Returns how many. */
export async function expireUnanswered(
  tx: Db,
  now: Date,
  { adminChannels }: Pick<Rules, "adminChannels">,
): Promise<number> {
  const expired = await expirePiClaims(tx, now);
  for (const { id, project, name, email } of expired) {
    const to = { via: "channel", toName: "the admins", toEmail: null, toUser: adminChannels } as const;
    const data = { project, person: name, email };
    await insertNotification(tx, { key: `pi-unanswered:${id}`, template: "pi-unanswered", ...to, data }, now);
  }
  return expired.length;
}
