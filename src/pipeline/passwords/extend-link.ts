import type { PasswordLink } from "../../db/schema.ts";
import { readDowntime } from "../jobs/downtime.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";

const DAY_MS = 86_400_000;

/**
 * Until when a link that has expired is good all the same, because for a part of its time acct was down, and nobody could
 * use it: at least a day from now. Undefined: it has had its time.
 */
export async function extendedUntil(
  { createdAt, expiresAt }: PasswordLink,
  { db, now, rules }: Pick<PipelineDeps, "db" | "now" | "rules">,
): Promise<Date | undefined> {
  const { passwordLink } = rules.times;
  // Somebody has ended it before its time.
  if (expiresAt.getTime() - createdAt.getTime() < passwordLink) return undefined;
  const at = now();
  const downtime = await readDowntime(db, createdAt, at);
  const usableMs = at.getTime() - createdAt.getTime() - downtime.since(createdAt);
  if (usableMs >= passwordLink) return undefined;
  const moreMs = Math.max(passwordLink - usableMs, Math.min(DAY_MS, passwordLink));
  return new Date(at.getTime() + moreMs);
}
