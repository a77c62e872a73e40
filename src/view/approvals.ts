import type { Approval, Request, RequiredApproval } from "../db/tables/requests.ts";

type Approved = Pick<Request, "approvals" | "required"> & {
  readonly details?: Pick<Request["details"], "invited">;
};

const LABELS: Readonly<Record<string, string>> = { admin: "Admin", pi: "PI" };
/** The name of an approval as people read it: "Admin", "PI", or the name in acct.yml. */
export const describeRequired = ({ name }: Pick<RequiredApproval, "name">): string => LABELS[name] ?? name;

/** The approvals that count for one that is required. More than it needs don't count. */
export const countFor = ({ approvals }: Approved, { name, count }: RequiredApproval): number =>
  Math.min(count, approvals.filter((one) => one.verdict === "approved" && one.name === name).length);

/** The PI's approval is as good as given if the invitation counts as it. It is recorded when it's the PI's turn. */
const countWithInvitation = (request: Approved, one: RequiredApproval): number =>
  one.name === "pi" && one.count === 1 && request.details?.invited?.counts ? 1 : countFor(request, one);

const sum = (numbers: readonly number[]) => numbers.reduce((all, each) => all + each, 0);

/**
 * Says who has approved: "1 of 2 (Ada Okafor). Missing: PI". Undefined if one approval is enough, or if the usual ones are
 * needed and no one has given one yet.
 */
export function describeApprovals(request: Approved): string | undefined {
  const { required, approvals } = request;
  const needed = sum(required.map(({ count }) => count));
  const given = sum(required.map((one) => countWithInvitation(request, one)));
  const isUsual = required.every(({ name, count }) => count === 1 && name in LABELS);
  if (needed < 2 || (given === 0 && isUsual)) return undefined;
  const inviter = required.some((one) => countWithInvitation(request, one) > countFor(request, one))
    ? [`${request.details?.invited?.by}, who invited them`]
    : [];
  const names = [...namesOf(approvals), ...inviter];
  const missing = required
    .filter((one) => countWithInvitation(request, one) < one.count)
    .map(describeRequired);
  const still = isUsual || missing.length === 0 ? "" : `. Missing: ${missing.join(", ")}`;
  return `${given} of ${needed}${names.length > 0 ? ` (${names.join(", ")})` : ""}${still}`;
}

/** The people who approved, each once. */
export const namesOf = (approvals: readonly Approval[]): string[] => [
  ...new Set(approvals.filter(({ verdict }) => verdict === "approved").map(({ byName }) => byName)),
];

/** Describes what admins and groups still have to do: "Waiting for another admin (1 of 2 approvals)". */
export function describeWaitForAdmins(request: Approved): string {
  const asked = request.required.filter(({ name }) => name !== "pi");
  const areSeveral = sum(asked.map(({ count }) => count)) > 1;
  // The same numbers as in the line about all approvals.
  const needed = sum(request.required.map(({ count }) => count));
  const given = sum(request.required.map((one) => countWithInvitation(request, one)));
  const open = asked.filter((one) => countFor(request, one) < one.count);
  const who = open.map((one) => {
    if (one.name !== "admin") return one.name;
    if (one.count - countFor(request, one) > 1) return "admins";
    return one.count > 1 ? "another admin" : "an admin";
  });
  const progress = areSeveral ? ` (${given} of ${needed} approvals)` : "";
  return `Waiting for ${who.join(" and ") || "an admin"}${progress}`;
}

/** Tells whether the PI decides without any admin or group, and so for the whole plan. */
export const isForPiAlone = ({ required }: Pick<Request, "required">): boolean =>
  required.length > 0 && required.every(({ name }) => name === "pi");

/** The last decision of the PI, or of the admins and groups. */
export const lastDecision = ({ approvals }: Pick<Request, "approvals">, audience: "admin" | "pi") =>
  approvals.findLast(({ name }) => (name === "pi") === (audience === "pi"));
