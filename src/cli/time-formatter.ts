/** Formats times for a terminal, with the zone: 2026-11-20 09:14 GMT+1. */
export function timeFormatter(timeZone: string): (at: Date) => string {
  const format = new Intl.DateTimeFormat("sv-SE", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    timeZoneName: "shortOffset",
  });
  return (at) => format.format(at);
}
