import type { Approval, RequiredApproval } from "../../db/tables/requests.ts";
import { isSamePerson } from "./same-person.ts";

export type GivenApproval = Pick<Approval, "name" | "verdict" | "by" | "email" | "roles">;

/**
 * Returns how many more people must give this approval; 0 if it is complete. Everyone counts once, however often they approved
 * and under however many logins. A person with several of its roles counts for each of them, but as one in all.
 */
export function approvalsMissing(
  { name, count, from }: RequiredApproval,
  given: readonly GivenApproval[],
): number {
  const people = mergePeople(
    given.filter(
      (one) =>
        one.name === name && one.verdict === "approved" && from.some(({ role }) => one.roles.includes(role)),
    ),
  );
  const missingOf = from.map(
    ({ role, count: least }) =>
      least - people.filter((person) => person.some(({ roles }) => roles.includes(role))).length,
  );
  const missingOfRoles = missingOf.reduce((all, missing) => all + Math.max(0, missing), 0);
  return Math.max(0, count - people.length, missingOfRoles);
}

/** Groups approvals by person. Two logins are one person, also if only a third one connects them. */
function mergePeople(given: readonly GivenApproval[]): GivenApproval[][] {
  let people: GivenApproval[][] = [];
  for (const one of given) {
    const isTheirs = (person: readonly GivenApproval[]) =>
      person.some((other) => isSamePerson({ user: one.by, email: one.email }, other));
    people = [...people.filter((person) => !isTheirs(person)), [one, ...people.filter(isTheirs).flat()]];
  }
  return people;
}
