import type { RequiredApproval } from "../../db/tables/requests.ts";
import { approvalsMissing, type GivenApproval } from "./approvals-missing.ts";

/** Someone who may approve: their chat user, and the roles that count. */
export interface Candidate {
  readonly user: string;
  readonly roles: readonly string[];
  /** The approvals that they can't give, by name, because they have given them or another one. */
  readonly not?: readonly string[];
}

/**
 * Finds the approvals that can't be completed by these people; empty if there are enough. `given` are the approvals that count
 * already. If the people must be distinct, no one gives two approvals, so that a few people may be enough for each approval but
 * not for all of them.
 */
export function findUngivable(
  open: readonly RequiredApproval[],
  given: readonly GivenApproval[],
  candidates: readonly Candidate[],
  areDistinct: boolean,
): readonly RequiredApproval[] {
  const alone = open.filter((one) => !canGive([one], given, candidates));
  if (alone.length > 0 || !areDistinct) return alone;
  return canGive(open, given, candidates) ? [] : open;
}

/** Tries to assign different people to all of the approvals. */
function canGive(
  [first, ...rest]: readonly RequiredApproval[],
  given: readonly GivenApproval[],
  candidates: readonly Candidate[],
): boolean {
  if (!first) return true;
  const missing = approvalsMissing(first, given);
  if (missing === 0) return canGive(rest, given, candidates);
  const tried = new Set<string>();
  return candidates.some((one) => {
    const { user, roles, not = [] } = one;
    // People with the same roles are interchangeable, which keeps the search small in large groups.
    const sort = `${[...roles].toSorted()} ${[...not].toSorted()}`;
    if (tried.has(sort) || not.includes(first.name)) return false;
    tried.add(sort);
    const more = [...given, { name: first.name, verdict: "approved", by: user, roles } as const];
    if (approvalsMissing(first, more) >= missing) return false;
    const others = candidates.filter((other) => other !== one);
    return canGive([first, ...rest], more, others);
  });
}
