const HALF_DAY_MS = 12 * 3_600_000;

/**
 * The last day of something that ends at this moment, as "2026-03-29": the day that the person who set the end has chosen. It ends
 * where on earth that day ends last, so in most time zones the moment itself is on the next day.
 */
export const lastDay = (endsAt: Date): string =>
  new Date(endsAt.getTime() - HALF_DAY_MS).toISOString().slice(0, 10);
