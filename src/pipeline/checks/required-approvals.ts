import type { Decider } from "../../db/names.ts";
import type { Approval, Request, RequiredApproval } from "../../db/tables/requests.ts";
import { REQUEST_KINDS } from "../kinds/kinds.ts";
import type { Rules } from "../pipeline-deps.ts";
import { approvalsMissing } from "./approvals-missing.ts";

type ApprovalRules = Pick<Rules, "approvals" | "privilegedProjects">;

/** Nobody with elevated privileges is locked out by one admin alone. */
const MIN_FOR_PRIVILEGED_LEAVING = 2;

/** Lists the approvals that a request needs: those in the settings, and those of admins where the settings don't decide. */
export function requiredApprovals(
  {
    kind,
    project,
    piEmail,
    needsAdmin,
    details,
  }: Pick<Request, "kind" | "project" | "piEmail" | "needsAdmin"> & {
    readonly details?: Pick<Request["details"], "furtherApprovals" | "leaving">;
  },
  { approvals, privilegedProjects }: ApprovalRules,
): readonly RequiredApproval[] {
  const { approvals: choose, isSelfService, endsAccess } = REQUEST_KINDS[kind];
  const ofKind = choose(approvals).filter((one) => piEmail !== null || deciderOf(one) !== "pi");
  const further = details?.furtherApprovals ?? [];
  const set = [...ofKind, ...further.filter(({ name }) => !ofKind.some((one) => one.name === name))];
  const counts = (names: readonly (string | null)[]) =>
    privilegedProjects.filter(({ name }) => names.includes(name)).map(({ count }) => count);
  const ofLeaving = endsAccess ? counts(details?.leaving?.projects ?? []) : [];
  const ofRequest = isSelfService ? [] : [needsAdmin ? 1 : 0, ...counts([project])];
  const admins = Math.max(
    0,
    ...ofRequest,
    ...ofLeaving.map((count) => Math.max(count, MIN_FOR_PRIVILEGED_LEAVING)),
  );
  if (admins === 0) return set;
  const byAdmins = set.find(({ from }) => from.every(({ role }) => role === "admin"));
  if (byAdmins)
    return set.map((one) => (one === byAdmins ? { ...one, count: Math.max(one.count, admins) } : one));
  return [{ name: "admin", count: admins, from: [{ role: "admin", count: 0 }] }, ...set];
}

/** Tells who is asked for an approval: the PI, or the admin channel for admins and groups. */
export const deciderOf = ({ from }: Pick<RequiredApproval, "from">): Decider =>
  from.some(({ role }) => role === "pi") ? "pi" : "admin";

/** Tells whether the person who gave this approval saw the address and the PI that the request has now. */
export function stillVouches(
  { address, pi }: Approval,
  { email, piEmail }: Pick<Request, "email" | "piEmail">,
): boolean {
  return address === email.toLowerCase() && pi === (piEmail?.toLowerCase() ?? null);
}

/** The approvals that still count. */
export const validApprovals = (
  request: Pick<Request, "approvals" | "email" | "piEmail">,
): readonly Approval[] =>
  request.approvals.filter((one) => one.verdict === "approved" && stillVouches(one, request));

/** Lists the required approvals that are not complete, optionally only those that this decider gives. */
export function openApprovals(
  request: Request,
  rules: ApprovalRules,
  decider?: Decider,
): readonly RequiredApproval[] {
  const valid = validApprovals(request);
  return requiredApprovals(request, rules).filter(
    (one) => (decider === undefined || deciderOf(one) === decider) && approvalsMissing(one, valid) > 0,
  );
}

/** The `seq` of the approvals by admins and groups, who vouch for the plan. A PI vouches for the person and the project. */
export const adminApprovals = ({ approvals }: Pick<Request, "approvals">): readonly number[] =>
  approvals.filter(({ name }) => name !== "pi").map(({ seq }) => seq);

/** The `seq` of the approvals that no longer vouch for the request, because its address or PI has changed. */
export const staleApprovals = (
  request: Pick<Request, "approvals" | "email" | "piEmail">,
): readonly number[] => request.approvals.filter((one) => !stillVouches(one, request)).map(({ seq }) => seq);

/** Tells whether the admins decide before the PI, and have not all approved. */
export function waitsForAdminsFirst(request: Request, rules: ApprovalRules): boolean {
  if (openApprovals(request, rules, "admin").length === 0) return false;
  const [first] = requiredApprovals(request, rules);
  return request.needsAdmin || (first !== undefined && deciderOf(first) === "admin");
}
