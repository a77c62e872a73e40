import type { Db } from "../../db/client.ts";
import { type Figures, readFigures } from "../../db/figures.ts";
import { insertMessage } from "../../db/messages.ts";
import type { Rules } from "../tools.ts";

const DAY_MS = 86_400_000;

/**
 * Tells the admin channel what waits, what is stuck, and what was made since yesterday. Nothing to tell, nothing told.
 * `date` is the local day that the digest is for, as "2026-12-02": each day has one.
 */
export async function sendAdminDigest(
  tx: Db,
  now: Date,
  { rules, date }: { readonly rules: Pick<Rules, "adminChannel">; readonly date: string },
): Promise<number> {
  const figures = await readFigures(tx, new Date(now.getTime() - DAY_MS));
  const lines = digestLines(figures);
  if (lines.length === 0) return 0;
  await insertMessage(
    tx,
    {
      key: `admin-digest:${date}`,
      letter: "admin-digest",
      via: "channel",
      toName: "the admins",
      toEmail: null,
      toUser: rules.adminChannel,
      data: { count: String(figures.waitForAdmin), list: lines.join("\n") },
    },
    now,
  );
  return 1;
}

/** The day's figures, a line each; what is nought is left out. */
export function digestLines(figures: Figures): string[] {
  const { waitForAdmin, oldest, waitForPi, questions, stuck, held, byOnePerson, made, ended } = figures;
  const days = (since: Date | null) => {
    const count = since ? Math.floor((figures.at.getTime() - since.getTime()) / DAY_MS) : 0;
    return count === 0 ? "" : `, the oldest for ${count} ${count === 1 ? "day" : "days"}`;
  };
  const lines: [number, string][] = [
    [stuck.length, `✗ ${stuck.length} stuck: ${stuck.slice(0, 10).join(", ")}`],
    [waitForAdmin, `○ ${waitForAdmin} ${wait(waitForAdmin)} for an admin${days(oldest)}`],
    [waitForPi, `○ ${waitForPi} ${wait(waitForPi)} for a PI`],
    [questions, `○ ${questions} ${wait(questions)} for an answer of whoever asked`],
    [held, `○ ${held} held back, because an earlier one was spam: /acct list held`],
    [
      byOnePerson.length,
      `⚠ ${byOnePerson.length} approved by one person alone: ${byOnePerson.slice(0, 10).join(", ")}`,
    ],
    [made, `✓ ${made} carried out since yesterday`],
    [ended, `– ${ended} ended without since yesterday`],
  ];
  return lines.filter(([count]) => count > 0).map(([, line]) => line);
}

const wait = (count: number) => (count === 1 ? "waits" : "wait");
