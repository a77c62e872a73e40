import type { Config } from "../config/config.ts";
import type { RequiredApproval } from "../db/tables/requests.ts";
import { Failure } from "../failure/failure.ts";
import { findUngivable } from "../pipeline/checks/enough-people.ts";
import type { Checked } from "./doctor-check.ts";

/** Who may approve, as chat users; an address that belongs to no one in the chat is kept. */
export interface ApprovingPeople {
  readonly admins: readonly string[];
  /** By group. Undefined: the chat doesn't let acct read it. */
  readonly groups: Readonly<Record<string, readonly string[] | undefined>>;
}

/**
 * Checks whether `approvals` and `privilegedProjects` can ever be satisfied with these admins and groups. Throws a `Failure` that
 * says which setting can't. `undecidable` says why no one can decide requests that wait at the moment.
 */
export function checkApprovals(
  { approvals, privilegedProjects }: Pick<Config, "approvals" | "privilegedProjects">,
  { admins, groups }: ApprovingPeople,
  undecidable: readonly string[] = [],
): Checked {
  const { distinctPeople, ...kinds } = approvals;
  const peopleIn = (role: string) => (role === "admin" ? admins : groups[role]) ?? [];
  const problems: string[] = [];
  for (const [kind, list] of Object.entries(kinds)) {
    const asked = list.filter(isGivenByAdmins);
    const roles = [...new Set(asked.flatMap(({ from }) => from.map(({ role }) => role)))];
    const unread = roles.filter((role) => role !== "admin" && role in groups && groups[role] === undefined);
    problems.push(...unread.map((role) => `the chat doesn't let acct read ${nameOf(role)}`));
    const people = new Set(roles.flatMap(peopleIn));
    const candidates = [...people].map((user) => ({
      user,
      roles: roles.filter((role) => peopleIn(role).includes(user)),
    }));
    const ungivable = findUngivable(asked, [], candidates, distinctPeople);
    if (unread.length === 0) problems.push(...describeUngivable(kind, ungivable, asked, peopleIn));
  }
  for (const { name, count } of privilegedProjects) {
    if (admins.length < count)
      problems.push(`privilegedProjects needs ${count} admins for ${name}, and there are ${admins.length}`);
  }
  if (problems.length > 0)
    throw new Failure(`${problems.join("; ")}. Add people, or lower the count in acct.yml.`);
  const alone =
    "there's only one admin, so no one can decide on that admin's own requests, or for a PI on a request that the admin has approved (distinctPeople)";
  return {
    sentence: "enough people for every approval",
    warnings: [...(admins.length === 1 && distinctPeople ? [alone] : []), ...undecidable],
  };
}

function describeUngivable(
  kind: string,
  ungivable: readonly RequiredApproval[],
  asked: readonly RequiredApproval[],
  peopleIn: (role: string) => readonly string[],
): string[] {
  // Each can be given, but not all of them by different people.
  if (ungivable.length > 1 && ungivable.length === asked.length && ungivable.every(isLargeEnough(peopleIn))) {
    const needed = asked.reduce((all, { count }) => all + count, 0);
    return [
      `approvals.${kind} needs ${needed} different people (distinctPeople), and not enough people may approve`,
    ];
  }
  return ungivable.map(({ name, count, from }) => {
    const small = from.find((one) => peopleIn(one.role).length < Math.max(1, one.count));
    const people = new Set(from.flatMap(({ role }) => peopleIn(role))).size;
    return small && (small.count > 0 || from.length === 1)
      ? `approvals.${kind} needs ${Math.max(count, small.count)} from ${nameOf(small.role)}, which has ${peopleIn(small.role).length}`
      : `approvals.${kind} needs ${count} approvals for ${name}, and only ${people} people may give them`;
  });
}

const isLargeEnough =
  (peopleIn: (role: string) => readonly string[]) =>
  ({ count, from }: RequiredApproval): boolean =>
    new Set(from.flatMap(({ role }) => peopleIn(role))).size >= count &&
    from.every((one) => peopleIn(one.role).length >= one.count);

const isGivenByAdmins = ({ from }: RequiredApproval) => from.every(({ role }) => role !== "pi");
const nameOf = (role: string) => (role === "admin" ? "the admins" : `groups.${role}`);
