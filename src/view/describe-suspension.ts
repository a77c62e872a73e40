/** What a system says about suspending someone. */
interface SystemToLock {
  readonly name: string;
  readonly suspend?: unknown;
  readonly suspendEnds?: string | undefined;
}

/** Describes for admins what suspending a person would do, and what doesn't come back, one sentence each. */
export function describeSuspension(username: string, systems: readonly SystemToLock[]): string[] {
  const names = (some: readonly SystemToLock[]) => some.map(({ name }) => name).join(", ");
  const [locking, open] = [
    systems.filter(({ suspend }) => suspend !== undefined),
    systems.filter(({ suspend }) => suspend === undefined),
  ];
  return [
    `${username} will be locked out of ${names(locking) || "acct"} at once: no password, key, or token works, and no new jobs start. A system that doesn't answer now is caught up later.`,
    ...(open.length > 0
      ? [`acct can't lock anyone out of ${names(open)}, so ${username} keeps that access.`]
      : []),
    `${username} keeps their memberships, their data, and their numbers, and acct resume ${username} gives the access back. Until then, they can't use acct, and others decide what waits for their decision.`,
    "Links to set a password end permanently.",
    ...locking.flatMap(({ suspendEnds }) => suspendEnds ?? []),
  ];
}
