import type { CountedSystem, Leaving } from "../../db/tables/requests.ts";

/**
 * Says what is no longer as it was when it was approved, one sentence for each: a count that has grown by more than a tenth, an
 * account that is another one by now, a system that can't be asked, or a new owner who can't take over. Empty: nothing.
 */
export function whatHasGrown(approved: Leaving, now: Leaving): string[] {
  return now.counted.flatMap((found) => {
    const before = approved.counted.find(({ system }) => system === found.system);
    return differences(found, before?.problem === undefined ? before : undefined);
  });
}

/** Without a count from before, everything has grown from nothing. */
function differences(
  { system, problem, ownerProblem, accountId, belongings }: CountedSystem,
  before: CountedSystem | undefined,
): string[] {
  if (problem !== undefined) return [`${system} couldn't be asked: ${problem}`];
  const isAnother = before !== undefined && before.accountId !== accountId;
  const countBefore = (what: string, fate: string) =>
    before?.belongings.find((one) => one.what === what && one.fate === fate)?.count ?? 0;
  const grown = belongings.flatMap(({ what, count, fate }) => {
    const known = countBefore(what, fate);
    return hasGrown(known, count) ? [`${system} has ${what} (${count}), and had ${known}`] : [];
  });
  return [
    ...(isAnother ? [`${system} has another account with this name than before`] : []),
    ...grown,
    ...(ownerProblem ? [`${system}: ${ownerProblem}`] : []),
  ];
}

/** In whole numbers, so that 44 is exactly a tenth more than 40, and not more than that. */
const hasGrown = (before: number, now: number): boolean => (now - before) * 10 > before;
