import type { Config } from "../config/config.ts";
import type { RequiredApproval } from "../db/tables/requests.ts";
import { Failure } from "../failure/failure.ts";
import type { Checked } from "./doctor.ts";

/**
 * Checks whether `approvals` and `privilegedProjects` can ever be satisfied with these admins and groups. Throws a `Failure` that
 * says which setting can't. `admins` are the chat users who are admins.
 */
export function checkApprovals(
  { approvals, groups, privilegedProjects }: Pick<Config, "approvals" | "groups" | "privilegedProjects">,
  admins: number,
): Checked {
  const { distinctPeople, ...kinds } = approvals;
  const sizeOf = (role: string) => (role === "admin" ? admins : (groups[role]?.length ?? 0));
  const problems: string[] = [];
  for (const [kind, list] of Object.entries(kinds)) {
    for (const { name, count, from } of list.filter(isGivenByAdmins)) {
      const small = from.find(
        (one) => sizeOf(one.role) < Math.max(1, one.count) && (one.count > 0 || from.length === 1),
      );
      const people = from.reduce((all, { role }) => all + sizeOf(role), 0);
      if (small) {
        problems.push(
          `approvals.${kind} needs ${Math.max(1, small.count)} from ${nameOf(small.role)}, which has ${sizeOf(small.role)}`,
        );
      } else if (people < count) {
        problems.push(
          `approvals.${kind} needs ${count} approvals for ${name}, and only ${people} people may give them`,
        );
      }
    }
    const asked = list.filter(isGivenByAdmins);
    const needed = asked.reduce((all, { count }) => all + count, 0);
    const roles = new Set(asked.flatMap(({ from }) => from.map(({ role }) => role)));
    const people = [...roles].reduce((all, role) => all + sizeOf(role), 0);
    if (distinctPeople && problems.length === 0 && people < needed) {
      problems.push(
        `approvals.${kind} needs ${needed} different people (distinctPeople), and only ${people} may approve`,
      );
    }
  }
  for (const { name, count } of privilegedProjects) {
    if (admins < count)
      problems.push(`privilegedProjects needs ${count} admins for ${name}, and there are ${admins}`);
  }
  if (problems.length > 0)
    throw new Failure(`${problems.join("; ")}. Add people, or lower the count in acct.yml.`);
  const alone =
    "there's only one admin, so no one can decide on that admin's own requests, or for a PI on a request that the admin has approved (distinctPeople)";
  return {
    sentence: "enough people for every approval",
    warnings: admins === 1 && distinctPeople ? [alone] : [],
  };
}

const isGivenByAdmins = ({ from }: RequiredApproval) => from.every(({ role }) => role !== "pi");
const nameOf = (role: string) => (role === "admin" ? "the admins" : `groups.${role}`);
