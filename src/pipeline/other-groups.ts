import type { PlanLine, Request, RequiredApproval } from "../db/tables/requests.ts";
import { approvalOfGroup, groupOfApproval } from "../view/group-decisions.ts";
import type { OtherGroup, Rules } from "./pipeline-deps.ts";

const SYSTEMS = { ldap: "LDAP", slurm: "Slurm" } as const;

/** The name of the system as people read it, which is also the name of its provisioner. */
export const systemOf = ({ system }: Pick<OtherGroup, "system">): string => SYSTEMS[system];

/** The groups besides the project that a request asks for, as the settings describe them. */
export function groupsOf(
  { details }: Pick<Request, "details">,
  { otherGroups = [] }: Pick<Rules, "otherGroups">,
): readonly OtherGroup[] {
  return otherGroups.filter(({ name }) => details.groups?.includes(name));
}

/**
 * Whether a project with this name would be one of the groups besides projects, so that joining it would go around the group's decider.
 * One that the registry has, or that `projects` in acct.yml names, is a project all the same.
 */
export function isNoProject(
  name: string,
  isRegistered: boolean,
  { otherGroups = [], projects }: Pick<Rules, "otherGroups" | "projects">,
): boolean {
  return !isRegistered && projects[name] === undefined && otherGroups.some((group) => group.name === name);
}

/** The names that the site doesn't have. */
export function unknownGroups(
  names: readonly string[] = [],
  { otherGroups = [] }: Pick<Rules, "otherGroups">,
): string[] {
  return names.filter((name) => !otherGroups.some((group) => group.name === name));
}

/** What approving would add, one line for each group. Each needs the approval of someone who has seen it. */
export function groupLines(
  request: Pick<Request, "details" | "username">,
  rules: Pick<Rules, "otherGroups"> = {},
): PlanLine[] {
  return groupsOf(request, rules).map((group) => groupLine(request, group));
}

export const groupLine = ({ username }: Pick<Request, "username">, group: OtherGroup): PlanLine => ({
  system: systemOf(group),
  text: `adds ${username} to ${group.system === "slurm" ? "account" : "group"} ${group.name}`,
  isNew: true,
});

/** The approval that a group needs besides those of the request: that of an admin, or of one person of its list. */
export function groupApproval({ name, decider }: OtherGroup): RequiredApproval {
  return decider === "admin"
    ? { name: "admin", count: 1, from: [{ role: "admin", count: 0 }] }
    : { name: approvalOfGroup(name), count: 1, from: [{ role: decider.group, count: 1 }] };
}

/**
 * The approvals that a request needs besides those in the settings, with those of its groups: as many as there are now, so that a
 * group that was left out needs none.
 */
export function withGroupApprovals(
  { details }: Pick<Request, "details">,
  groups: readonly OtherGroup[],
): RequiredApproval[] {
  const others = (details.furtherApprovals ?? []).filter(({ name }) => groupOfApproval(name) === undefined);
  const theirs = groups.map(groupApproval);
  return [...others, ...theirs].filter(
    ({ name }, index, all) => all.findIndex((one) => one.name === name) === index,
  );
}
