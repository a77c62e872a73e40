/** The end of a day (2026-03-29), wherever on earth it ends last: nobody is cut off by our choice of a time zone. */
export function endOfDay(date: string): Date {
  return new Date(`${date}T23:59:59-12:00`);
}
