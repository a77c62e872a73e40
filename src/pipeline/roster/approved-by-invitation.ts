import type { Facts } from "../../db/change.ts";
import { findInvitationOf } from "../../db/invitations.ts";
import type { NewApproval } from "../../db/tables/approvals.ts";
import type { Invitation } from "../../db/tables/invitations.ts";
import type { Request } from "../../db/tables/requests.ts";
import { formatDay } from "../../view/languages.ts";
import { findDeciders } from "../checks/deciders.ts";
import { openApprovals, validApprovals } from "../checks/required-approvals.ts";
import { isSamePerson } from "../checks/same-person.ts";
import { hashPlan } from "../hash-plan.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import type { Ruled } from "../stage.ts";

/**
 * The PI's approval that an invitation is. It counts only for whom and for what it was given, and only while the person who gave it still
 * decides for the project. An admin's invitation is none: the PI is asked.
 */
export async function approvedByInvitation(request: Request, deps: PipelineDeps): Promise<Ruled | undefined> {
  const { db, rules, now } = deps;
  const invitation = await findInvitationOf(db, request.id);
  if (!invitation || !isFor(invitation, request)) return undefined;
  const { invitedBy, invitedByName, invitedByEmail, createdAt } = invitation;
  const required = openApprovals(request, rules, "pi").find(
    ({ count, from }) => count === 1 && from.every(({ role }) => role === "pi"),
  );
  const by = { user: invitedBy, ...(invitedByEmail ? { email: invitedByEmail } : {}) };
  const deciders = await findDeciders(invitation.project, deps);
  const decides = deciders.some(
    ({ user, email, role }) =>
      (user === invitedBy || (email !== null && email.toLowerCase() === invitedByEmail?.toLowerCase())) &&
      // Only a PI names managers, and they may be a manager themselves by now.
      (invitation.role === "member" || role === "pi"),
  );
  if (!required || !decides) return undefined;
  const hasApproved = validApprovals(request).some(
    (one) => one.name !== required.name && isSamePerson(by, one),
  );
  if (rules.approvals.distinctPeople && hasApproved) return undefined;
  const day = formatDay(createdAt.toISOString().slice(0, 10), "en");
  const given: NewApproval = {
    name: required.name,
    verdict: "approved",
    by: invitedBy,
    byName: invitedByName,
    ...(invitedByEmail ? { email: invitedByEmail.toLowerCase() } : {}),
    roles: ["pi"],
    address: request.email.toLowerCase(),
    pi: request.piEmail?.toLowerCase() ?? null,
    at: now().toISOString(),
    reason: `Invited them on ${day}`,
    surface: invitedBy.startsWith("email:") ? "web" : "chat",
    plan: request.plan,
    planHash: hashPlan(request.plan),
    evidence: { invitation: invitation.id, invitedAt: createdAt.toISOString() },
  };
  return {
    kind: "ruled",
    by: { id: invitedBy, name: invitedByName },
    event: {
      kind: "approved",
      note: `by inviting them on ${day}`,
      detail: { as: required.name, plan: given.planHash },
    },
    approvals: { given },
  };
}

/** Who invited the person, for the card, and whether that would count as the PI's approval now. */
export async function describeInvitation(request: Request, deps: PipelineDeps): Promise<Facts["details"]> {
  const invitation = await findInvitationOf(deps.db, request.id);
  if (!invitation || invitation.project !== request.project)
    return request.details.invited ? { invited: null } : {};
  const counts = (await approvedByInvitation(request, deps)) !== undefined;
  return { invited: { by: invitation.invitedByName, counts } };
}

/** The request has to be that of the person who was invited, for the same project. */
function isFor(
  { email, chatUser, project, endsOn }: Invitation,
  request: Pick<Request, "email" | "requesterUser" | "project" | "username" | "kind" | "details">,
): boolean {
  if (request.project !== project) return false;
  // Someone may have corrected until when it is.
  if (request.details.endsOn !== undefined && request.details.endsOn !== endsOn) return false;
  if (chatUser !== null && request.requesterUser === chatUser) return true;
  if (email === null) return false;
  // Who joins with an account opened the link in the email; the account may be registered with another address of theirs.
  return request.requesterUser === null || request.email.toLowerCase() === email.toLowerCase();
}
