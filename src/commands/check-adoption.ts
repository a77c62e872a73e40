import { countConflicts } from "../db/adoption-conflicts.ts";
import type { Db } from "../db/client.ts";
import { findUnknownSince, listSourceCounts } from "../db/source-counts.ts";
import type { Checked } from "./doctor-check.ts";
import { formatDay } from "./format-day.ts";

const DAY_MS = 86_400_000;
/** Accounts come and go with every term; a count that is older than a month says little about today. */
const OLD_MS = 30 * DAY_MS;

/**
 * Checks whether acct still knows what each system has: the last whole reading is recent, nothing has stood in its way since, and
 * an admin has confirmed its first count.
 */
export async function checkAdoption(
  db: Db,
  systems: readonly string[],
  now: Date,
): Promise<Checked | string> {
  const counts = await listSourceCounts(db);
  const warnings: string[] = [];
  for (const system of systems) {
    const count = counts.get(system);
    const [problem] = await findUnknownSince(db, system, count?.seenAt);
    if (problem)
      warnings.push(`${system} could not be read as a whole ${formatDay(problem.since)}: ${problem.why}`);
    else if (counts.size > 0 && !count)
      warnings.push(
        `${system} was never read as a whole: run acct adopt, and see what it says about ${system}`,
      );
    if (!count) continue;
    const { seenAt, accounts, projects, isConfirmed } = count;
    if (now.getTime() - seenAt.getTime() > OLD_MS)
      warnings.push(
        `${system} was last read as a whole ${formatDay(seenAt)}: run acct adopt, from cron if you like`,
      );
    if (!isConfirmed)
      warnings.push(
        `no one has confirmed the count of ${system}: ${accounts} accounts, ${projects} projects. If this is right, run acct adopt --accept-count ${system}`,
      );
  }
  const { open } = await countConflicts(db);
  if (open > 0)
    warnings.push(
      `${open} ${open === 1 ? "conflict waits" : "conflicts wait"} for a decision: see the admin channel, or /acct conflicts`,
    );
  if (counts.size === 0)
    return { sentence: "acct adopt has not taken in anyone yet; docs/adopting.md shows how", warnings };
  const read = systems.filter((system) => counts.has(system));
  return { sentence: `${read.join(", ") || "no configured system"} was read as a whole`, warnings };
}
