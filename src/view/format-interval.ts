const UNITS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1000],
] as const;

/**
 * Formats an interval from the settings: "1 day" or "36 hours". Uses the largest unit that gives a whole number, so it is
 * exact.
 */
export function formatInterval(ms: number): string {
  const [name, size] = UNITS.find(([, unit]) => ms >= unit && ms % unit === 0) ?? UNITS[3];
  const count = Math.round(ms / size);
  return `${count} ${name}${count === 1 ? "" : "s"}`;
}

/** Formats a measured interval in whole hours if it is at least an hour long, and in whole minutes or seconds otherwise. */
export function formatRoughly(ms: number): string {
  const [, size] = UNITS.slice(1).find(([, unit]) => ms >= unit - unit / 60) ?? UNITS[3];
  return formatInterval(Math.max(1, Math.round(ms / size)) * size);
}
