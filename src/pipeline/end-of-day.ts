const BEHIND_MS = 12 * 3_600_000;

/** The end of a day (2026-03-29) where on earth it ends last, so that no one loses time by our choice of time zone. */
export function endOfDay(date: string): Date {
  return new Date(`${date}T23:59:59-12:00`);
}

/** The day of which this is the end: the one that `endOfDay` was given. */
export function lastDay(end: Date): string {
  return new Date(end.getTime() - BEHIND_MS).toISOString().slice(0, 10);
}
