/** Formats the time of day, with the date if it is not today. */
export function time(at) {
  const moment = new Date(at);
  const clock = moment.toLocaleTimeString("en-US");
  if (moment.toDateString() === new Date().toDateString()) return clock;
  return `${moment.toLocaleDateString("en-US", { month: "short", day: "numeric" })}, ${clock}`;
}
