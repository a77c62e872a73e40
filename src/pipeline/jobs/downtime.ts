import type { Db } from "../../db/client.ts";
import { listSlots } from "../../db/cron-slots.ts";

/** The job whose hourly slots show when acct was up. */
export const HEARTBEAT_JOB = "remind-pis";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** An hourly job that runs at 17 past, and at once after a start, leaves gaps of up to two hours. */
const MAX_GAP_MS = 2 * HOUR_MS;

export interface Downtime {
  /** Returns how long acct was down between that moment and now, in milliseconds. */
  since(moment: Date): number;
  /** acct last came back then after a day or more, which is long enough for people to forget a question. Undefined if it never did. */
  readonly lastEnd: Date | undefined;
}

/**
 * Finds out when no process of acct was running, from the slots of its hourly jobs. No one could answer then, so this time does
 * not count as waiting. If no slots are recorded, nothing is known and nothing counts as downtime.
 */
export async function readDowntime(db: Db, from: Date, now: Date): Promise<Downtime> {
  const slots = await listSlots(db, HEARTBEAT_JOB, from);
  // This hour's slot may not be recorded yet, because jobs run in parallel at a start.
  const gaps = (slots.length > 0 ? [...slots, now] : [])
    .map((slot, index) => ({ start: slots[index - 1] ?? slot, end: slot }))
    .filter((gap) => durationMs(gap) > MAX_GAP_MS);
  return {
    since: (moment) =>
      gaps.reduce((sum, { start, end }) => {
        const overlap = Math.min(end.getTime(), now.getTime()) - Math.max(start.getTime(), moment.getTime());
        return sum + Math.max(0, overlap);
      }, 0),
    lastEnd: gaps.findLast((gap) => durationMs(gap) >= DAY_MS)?.end,
  };
}

const durationMs = ({ start, end }: { readonly start: Date; readonly end: Date }) =>
  end.getTime() - start.getTime();
