const DAY_MS = 86_400_000;

/**
 * A quarter of these long tests, and at least one: within four days all of them are due. Neighbors take turns, so that of four, such as
 * before and after each of two calls, one is due. With ALL_TESTS=1, all of them are.
 */
export function dueToday<T>(all: readonly T[], now = new Date()): T[] {
  if (process.env.ALL_TESTS === "1") return [...all];
  const day = Math.floor(now.getTime() / DAY_MS);
  const due = all.filter((_, index) => (index + Math.floor(index / 4) + day) % 4 === 0);
  return due.length > 0 ? due : all.slice(day % all.length, (day % all.length) + 1);
}
