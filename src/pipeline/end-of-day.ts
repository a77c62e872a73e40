/** The end of a day (2026-03-29) where on earth it ends last, so that no one loses time by our choice of time zone. */
export function endOfDay(date: string): Date {
  return new Date(`${date}T23:59:59-12:00`);
}
