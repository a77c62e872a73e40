/** The time of day, and the date as well when it is another one than today's. */
export function time(at) {
  const moment = new Date(at);
  const clock = moment.toLocaleTimeString("en-GB");
  if (moment.toDateString() === new Date().toDateString()) return clock;
  return `${moment.toLocaleDateString("en-US", { month: "short", day: "numeric" })}, ${clock}`;
}
