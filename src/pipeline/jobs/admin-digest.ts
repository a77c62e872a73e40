import type { Db } from "../../db/client.ts";
import { insertNotification } from "../../db/notifications.ts";
import { type RequestStats, readRequestStats } from "../../db/request-stats.ts";
import type { Rules } from "../pipeline-deps.ts";

const DAY_MS = 86_400_000;

/**
 * Tells the admin channel what is waiting, what is stuck, and what was completed since yesterday. Sends nothing if there is
 * nothing to report. `date` is the local day of the digest, as "2026-12-02"; each day has one.
 */
export async function sendAdminDigest(
  tx: Db,
  now: Date,
  { rules, date }: { readonly rules: Pick<Rules, "adminChannel">; readonly date: string },
): Promise<number> {
  const stats = await readRequestStats(tx, new Date(now.getTime() - DAY_MS));
  const lines = digestLines(stats);
  if (lines.length === 0) return 0;
  await insertNotification(
    tx,
    {
      key: `admin-digest:${date}`,
      template: "admin-digest",
      via: "channel",
      toName: "the admins",
      toEmail: null,
      toUser: rules.adminChannel,
      data: { count: String(stats.waitForAdmin), list: lines.join("\n") },
    },
    now,
  );
  return 1;
}

/** The day's numbers, one per line; zeros are omitted. */
export function digestLines(stats: RequestStats): string[] {
  const { waitForAdmin, oldest, waitForPi, questions, stuck, quarantined, byOnePerson, completed, ended } =
    stats;
  const days = (since: Date | null) => {
    const count = since ? Math.floor((stats.at.getTime() - since.getTime()) / DAY_MS) : 0;
    return count === 0 ? "" : ` (the oldest for ${count} ${count === 1 ? "day" : "days"})`;
  };
  const lines: [number, string][] = [
    [stuck.length, `✗ ${stuck.length} stuck: ${nameSome(stuck)}`],
    [waitForAdmin, `○ ${waitForAdmin} waiting for an admin${days(oldest)}`],
    [waitForPi, `○ ${waitForPi} waiting for a PI`],
    [questions, `○ ${questions} waiting for the requester's reply`],
    [quarantined, `○ ${quarantined} on hold, because an earlier one was spam (/acct list on-hold)`],
    [byOnePerson.length, `⚠ ${byOnePerson.length} approved by only one person: ${nameSome(byOnePerson)}`],
    [completed, `✓ ${completed} completed since yesterday`],
    [ended, `– ${ended} closed without completion since yesterday`],
  ];
  return lines.filter(([count]) => count > 0).map(([, line]) => line);
}

const MAX_NAMED = 10;

function nameSome(ids: readonly number[]): string {
  const more = ids.length - MAX_NAMED;
  return `${ids.slice(0, MAX_NAMED).join(", ")}${more > 0 ? `, and ${more} more` : ""}`;
}
