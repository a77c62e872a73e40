export interface WorkingHours {
  readonly days: "daily" | "weekdays";
  /** Local times, such as "08:00"; `to` may be "24:00". */
  readonly from: string;
  readonly to: string;
}

/** When people are at work, as far as acct knows. */
export interface WorkingTime {
  isNow(at: Date): boolean;
  /** Returns `at`, or the next moment at which people work. Exact to a quarter of an hour. */
  next(at: Date): Date;
  /** Returns how much of this period is on days off, in milliseconds. The nights between working days count as working time. */
  offMs(from: Date, to: Date): number;
}

/** All time zones differ from UTC by a multiple of this, and so do the moments at which a day begins. */
const STEP_MS = 15 * 60_000;
const WEEKEND: ReadonlySet<string> = new Set(["Sat", "Sun"]);

export function workingTime({ days, from, to }: WorkingHours, timeZone: string): WorkingTime {
  const options = { weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  const format = new Intl.DateTimeFormat("en-GB", { ...options, timeZone });
  const read = (at: Date) => {
    const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
    return { weekday: parts.weekday ?? "", time: `${parts.hour}:${parts.minute}` };
  };
  const isOff = (weekday: string) => days === "weekdays" && WEEKEND.has(weekday);
  const known = new Map<number, boolean>();
  /** Whether the quarter of an hour that begins then is on a day off. */
  const isOffAt = (step: number) => {
    const off = known.get(step) ?? isOff(read(new Date(step)).weekday);
    known.set(step, off);
    return off;
  };

  function isNow(at: Date): boolean {
    const { weekday, time } = read(at);
    return !isOff(weekday) && time >= from && time < to;
  }

  return {
    isNow,
    next(at) {
      if (isNow(at)) return at;
      let step = Math.ceil(at.getTime() / STEP_MS) * STEP_MS;
      while (!isNow(new Date(step))) step += STEP_MS;
      return new Date(step);
    },
    offMs(since, until) {
      if (days === "daily") return 0;
      let sum = 0;
      for (
        let step = Math.floor(since.getTime() / STEP_MS) * STEP_MS;
        step < until.getTime();
        step += STEP_MS
      ) {
        if (!isOffAt(step)) continue;
        sum += Math.min(step + STEP_MS, until.getTime()) - Math.max(step, since.getTime());
      }
      return sum;
    },
  };
}
