const DAY_MS = 24 * 60 * 60 * 1000;
/** How many days before the end an admin should know. */
export const TOKEN_WARNING_DAYS = [30, 7, 1] as const;

/** How many whole days are left, if that is a reason to warn; 0 on the last day. Undefined: the end is far away, or unknown. */
export function daysToTokenEnd(expiresAt: Date | undefined, now: Date): number | undefined {
  if (!expiresAt) return undefined;
  const days = Math.max(0, Math.floor((expiresAt.getTime() - now.getTime()) / DAY_MS));
  return days <= TOKEN_WARNING_DAYS[0] ? days : undefined;
}

/** Warns admins that GITLAB_ACCESS_TOKEN will expire, from 30 days before. Empty: there is nothing to warn about. */
export function describeTokenEnd(expiresAt: Date | undefined, now: Date): string[] {
  const days = daysToTokenEnd(expiresAt, now);
  if (days === undefined || !expiresAt) return [];
  const when = days === 0 ? "within a day" : days === 1 ? "in 1 day" : `in ${days} days`;
  return [
    `GITLAB_ACCESS_TOKEN expires ${when}, on ${expiresAt.toISOString().slice(0, 10)}: create a new one (docs/rotate-secrets.md)`,
  ];
}
