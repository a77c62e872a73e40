export interface DailyAt {
  /** Local time in the time zone, for example "08:00". */
  readonly at: string;
  readonly days: "daily" | "weekdays" | "never";
}

/**
 * The local date for which something daily is due or was already due; undefined before its time and on days without it. An
 * hour that is repeated or skipped by a clock change makes no difference, because each date is done once.
 */
export function dueDate(now: Date, { at, days }: DailyAt, timeZone: string): string | undefined {
  const { date, time, weekday } = localTime(now, timeZone);
  const isDay = days === "daily" || (days === "weekdays" && !WEEKEND.has(weekday));
  return isDay && time >= at ? date : undefined;
}

const WEEKEND: ReadonlySet<string> = new Set(["Sat", "Sun"]);

function localTime(now: Date, timeZone: string) {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "short",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  const parts = Object.fromEntries(format.formatToParts(now).map(({ type, value }) => [type, value]));
  const { year, month, day, hour, minute, weekday = "" } = parts;
  return { date: `${year}-${month}-${day}`, time: `${hour}:${minute}`, weekday };
}
