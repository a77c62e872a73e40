import type { Db } from "../../db/client.ts";
import { listSlots } from "../../db/cron-slots.ts";

/** The job whose hourly slots show when acct was up. */
export const HEARTBEAT_JOB = "remind-pis";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** An hourly job that runs at 17 past and, at a start, at once, leaves gaps of up to two hours. */
const LONGEST_GAP_MS = 2 * HOUR_MS;

export interface Downtime {
  /** For how long acct was down between then and now, in milliseconds. */
  since(moment: Date): number;
  /** When it last came up again after a day or more, in which people forget what they were asked; undefined: never. */
  readonly lastEnd: Date | undefined;
}

/**
 * When no process of acct was running, as the slots of its hourly jobs show. Nobody could answer then, so this time does
 * not count as silence. Where no slot is recorded, nothing is known and nothing counts as downtime.
 */
export async function readDowntime(db: Db, from: Date, now: Date): Promise<Downtime> {
  const slots = await listSlots(db, HEARTBEAT_JOB, from);
  // The slot of this hour may not be recorded yet: at a start, jobs run side by side.
  const gaps = (slots.length > 0 ? [...slots, now] : [])
    .map((slot, index) => ({ start: slots[index - 1] ?? slot, end: slot }))
    .filter((gap) => lengthOf(gap) > LONGEST_GAP_MS);
  return {
    since: (moment) =>
      gaps.reduce((sum, { start, end }) => {
        const overlap = Math.min(end.getTime(), now.getTime()) - Math.max(start.getTime(), moment.getTime());
        return sum + Math.max(0, overlap);
      }, 0),
    lastEnd: gaps.findLast((gap) => lengthOf(gap) >= DAY_MS)?.end,
  };
}

const lengthOf = ({ start, end }: { readonly start: Date; readonly end: Date }) =>
  end.getTime() - start.getTime();
