import type { PasswordLink } from "../../db/tables/password-links.ts";
import { readDowntime } from "../jobs/downtime.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";

const DAY_MS = 86_400_000;

/**
 * The new end of an expired link that no one could use for a part of its time, because acct was down. It is at least a day
 * from now. Undefined if the link was usable for its full time.
 */
export async function extendedUntil(
  { createdAt, expiresAt }: PasswordLink,
  { db, now, rules }: Pick<PipelineDeps, "db" | "now" | "rules">,
): Promise<Date | undefined> {
  const { passwordLink } = rules.times;
  // The link was ended early on purpose.
  if (expiresAt.getTime() - createdAt.getTime() < passwordLink) return undefined;
  const at = now();
  const downtime = await readDowntime(db, createdAt, at);
  const usableMs = at.getTime() - createdAt.getTime() - downtime.since(createdAt);
  if (usableMs >= passwordLink) return undefined;
  const moreMs = Math.max(passwordLink - usableMs, Math.min(DAY_MS, passwordLink));
  return new Date(at.getTime() + moreMs);
}
