/** Numbers of users and groups that no one may have, lowest first. */
const NEVER_GIVEN: readonly { readonly from: number; readonly to: number }[] = [
  // The operating system and its services.
  { from: 0, to: 999 },
  // Debian's upper range of system users, systemd's homed and dynamic users, nobody, and the 16-bit -1
  // (Debian Policy 9.2.2, systemd's UIDS-GIDS).
  { from: 60_000, to: 65_535 },
  // systemd's "foreign" users (UIDS-GIDS), and everything that is negative in 32 bits, such as -2 and -1.
  { from: 2_147_352_576, to: 4_294_967_295 },
];

/** The first number from this one on that a person or a project may have. */
export function nextGivable(number: number): number {
  const range = NEVER_GIVEN.find(({ from, to }) => number >= from && number <= to);
  return range ? range.to + 1 : number;
}

/** Whether this number has a meaning to the operating system, so that no person and no project may have it. */
export const isNeverGiven = (number: number): boolean => nextGivable(number) !== number;

/** How many numbers from `from` to `to` may be given. */
export function countGivable({ from, to }: { readonly from: number; readonly to: number }): number {
  const lost = NEVER_GIVEN.map((range) =>
    Math.max(0, Math.min(to, range.to) - Math.max(from, range.from) + 1),
  );
  return Math.max(0, to - from + 1) - lost.reduce((sum, each) => sum + each, 0);
}
