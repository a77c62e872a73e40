import type { Request } from "../../db/tables/requests.ts";
import type { Rules } from "../pipeline-deps.ts";
import { approvalsMissing } from "./approvals-missing.ts";
import { openApprovals, validApprovals } from "./required-approvals.ts";
import { isSamePerson, type Someone } from "./same-person.ts";

type GroupRules = Pick<Rules, "approvals" | "privilegedProjects">;

/** The groups in acct.yml whose approval a request still needs, of those that are asked together with the admins. */
export function askedGroups(request: Request, rules: GroupRules): readonly string[] {
  const roles = openApprovals(request, rules, "admin").flatMap(({ from }) => from.map(({ role }) => role));
  return [...new Set(roles)].filter((role) => role !== "admin");
}

/** Tells whether an approval by this person, as someone in these groups, would bring the request further. */
export function isAskedAsGroup(
  person: Someone,
  groups: readonly string[],
  request: Request,
  rules: GroupRules,
): boolean {
  const valid = validApprovals(request);
  const isTheirs = isSamePerson(person, {
    by: request.requesterUser ?? `email:${request.email}`,
    email: request.email.toLowerCase(),
  });
  if (isTheirs) return false;
  if (rules.approvals.distinctPeople && valid.some((one) => isSamePerson(person, one))) return false;
  const email = person.email?.toLowerCase();
  const given = { verdict: "approved", by: person.user, roles: groups, ...(email ? { email } : {}) } as const;
  return openApprovals(request, rules, "admin").some(
    (open) =>
      approvalsMissing(open, [...valid, { ...given, name: open.name }]) < approvalsMissing(open, valid),
  );
}
