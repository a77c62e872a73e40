import type { RegistrySnapshot } from "../db/registry-snapshot.ts";
import type { PlannedMembership } from "./adoption-plan.ts";
import { keyOf } from "./key-of.ts";
import { hasPi, type MatchedProject } from "./match-projects.ts";
import type { MatchedAccount } from "./matched-account.ts";

/** Plans who is in which project, with the role. `waiting` counts the memberships of accounts that are skipped or not decided on. */
export function planMemberships(
  accounts: readonly MatchedAccount[],
  projects: readonly MatchedProject[],
  before: RegistrySnapshot["memberships"],
): { readonly memberships: PlannedMembership[]; readonly waiting: number } {
  const byFound = new Map<string, MatchedAccount>();
  for (const match of accounts) for (const one of match.found) byFound.set(keyOf(one), match);
  const memberships: PlannedMembership[] = [];
  let waiting = 0;
  for (const { known, found, name } of projects) {
    const planned = new Map<MatchedAccount, Omit<PlannedMembership, "foundIn"> & { foundIn: string[] }>();
    const leaders = new Set(
      found.flatMap(({ system, owners }) => owners.flatMap((id) => byFound.get(keyOf({ system, id })) ?? [])),
    );
    for (const { system, id: project, members, owners, managers = [] } of found) {
      // Leaders come first, because a person has one role in a project.
      for (const id of new Set([...owners, ...managers, ...members])) {
        const match = byFound.get(keyOf({ system, id }));
        if (!match) waiting++;
        if (!match) continue;
        const isOwner = owners.includes(id);
        const isOnly = leaders.size === 1 && !hasPi(known);
        const role = isOwner && isOnly ? "pi" : isOwner || managers.includes(id) ? "manager" : "member";
        const first = planned.get(match);
        if (first) first.foundIn.push(system);
        else {
          const place = { system, account: id, project, role, foundIn: [system] } as const;
          planned.set(match, { ...place, foundIn: [system], username: match.username, projectName: name });
        }
      }
    }
    for (const [match, membership] of planned) {
      const there = known && match.known ? before.get(`${match.known.id}/${known.id}`) : undefined;
      const isKnown =
        there === null || (there && membership.foundIn.every((system) => there.includes(system)));
      if (!isKnown || membership.role === "pi") memberships.push(membership);
    }
  }
  return { memberships, waiting };
}
