import { dueToday } from "./due-today.ts";

/**
 * Long proofs of what seldom changes: outages, wrong clocks, rivals, limits. They take turns, so that a whole run doesn't need an hour. The
 * longest are far apart, so that each day's share takes about as long.
 */
export const TAKING_TURNS = [
  "test/story/rivals.test.ts",
  "test/story/wrong-clocks.test.ts",
  "test/story/marks.test.ts",
  "test/story/stays-up.test.ts",
  "test/story/silent-mail.test.ts",
  "test/dev/demo/break-it.test.ts",
  "test/story/failover.test.ts",
  "test/web/limits.test.ts",
  "test/story/secret-keys.test.ts",
  "test/story/two-admins.test.ts",
  "test/story/lost-rights.test.ts",
  "test/story/kept-presses.test.ts",
  "test/story/refused-logins.test.ts",
  "test/adopt/planted-on-real-servers.test.ts",
  "test/story/pace.test.ts",
];

/** The files that a whole run leaves out today. A run of named files leaves out none. */
export function restToday(args: readonly string[], now = new Date()): string[] {
  if (args.some((arg) => arg.includes("test/"))) return [];
  const due = dueToday(TAKING_TURNS, now);
  return TAKING_TURNS.filter((file) => !due.includes(file));
}
