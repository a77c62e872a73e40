import type { Db } from "../../db/client.ts";
import { findLastDigest, insertNotification } from "../../db/notifications.ts";
import { type RequestStats, readRequestStats } from "../../db/request-stats.ts";
import type { Rules } from "../pipeline-deps.ts";

const DAY_MS = 86_400_000;

/**
 * Tells the admin channel what is waiting, what is stuck, and what was completed since the last digest. Sends nothing if there
 * is nothing to report. `date` is the local day of the digest, as "2026-12-02"; each day has one.
 */
export async function sendAdminDigest(
  tx: Db,
  now: Date,
  { rules, date }: { readonly rules: Pick<Rules, "adminChannels" | "site">; readonly date: string },
): Promise<number> {
  // A day without a digest had nothing to report, so what was sent last is where this one continues.
  const since = (await findLastDigest(tx)) ?? new Date(now.getTime() - DAY_MS);
  const stats = await readRequestStats(tx, since);
  const lines = digestLines(stats, describeSince(since, now, rules.site.timeZone));
  if (lines.length === 0) return 0;
  await insertNotification(
    tx,
    {
      key: `admin-digest:${date}`,
      template: "admin-digest",
      via: "channel",
      toName: "the admins",
      toEmail: null,
      toUser: rules.adminChannels,
      data: { count: String(stats.waitForAdmin), list: lines.join("\n") },
    },
    now,
  );
  return 1;
}

/** Names the day of the last digest as people do: "yesterday", "Friday", "March 3". */
export function describeSince(since: Date, now: Date, timeZone: string): string {
  const format = (options: Intl.DateTimeFormatOptions, at = since) =>
    new Intl.DateTimeFormat("en-US", { timeZone, ...options }).format(at);
  const dayOf = (at: Date) => format({ year: "numeric", month: "2-digit", day: "2-digit" }, at);
  if (dayOf(since) === dayOf(now)) return "earlier today";
  if (dayOf(since) === dayOf(new Date(now.getTime() - DAY_MS))) return "yesterday";
  const isRecent = now.getTime() - since.getTime() < 6 * DAY_MS;
  return isRecent ? format({ weekday: "long" }) : format({ month: "long", day: "numeric" });
}

/** The numbers, one per line; zeros are omitted. `since` names the day from which the last ones count. */
export function digestLines(stats: RequestStats, since: string): string[] {
  const { waitForAdmin, oldest, waitForPi, questions, stuck, quarantined, byOnePerson, completed, ended } =
    stats;
  const { leavers, conflicts, claims } = stats;
  const days = (since: Date | null) => {
    const count = since ? Math.floor((stats.at.getTime() - since.getTime()) / DAY_MS) : 0;
    return count === 0 ? "" : ` (the oldest for ${count} ${count === 1 ? "day" : "days"})`;
  };
  const lines: [number, string][] = [
    [stuck.length, `✗ ${stuck.length} stuck: ${nameSome(stuck)}`],
    [
      leavers,
      `⚠ ${leavers} ${leavers === 1 ? "person who left still has" : "people who left still have"} access or running jobs (/acct list running)`,
    ],
    [waitForAdmin, `○ ${waitForAdmin} waiting for an admin${days(oldest)}`],
    [waitForPi, `○ ${waitForPi} waiting for a PI`],
    [questions, `○ ${questions} waiting for the requester's reply`],
    [quarantined, `○ ${quarantined} on hold, because an earlier one was spam (/acct list on-hold)`],
    [
      conflicts,
      `○ ${conflicts} ${conflicts === 1 ? "conflict" : "conflicts"} of acct adopt to decide (/acct conflicts)`,
    ],
    [claims, `○ ${claims} ${claims === 1 ? "person says" : "people say"} they're a PI and can be confirmed`],
    [byOnePerson.length, `⚠ ${byOnePerson.length} approved by only one person: ${nameSome(byOnePerson)}`],
    [completed, `✓ ${completed} completed since ${since}`],
    [ended, `– ${ended} closed without completion since ${since}`],
  ];
  return lines.filter(([count]) => count > 0).map(([, line]) => line);
}

const MAX_NAMED = 10;

function nameSome(ids: readonly number[]): string {
  const more = ids.length - MAX_NAMED;
  return `${ids.slice(0, MAX_NAMED).join(", ")}${more > 0 ? `, and ${more} more` : ""}`;
}
