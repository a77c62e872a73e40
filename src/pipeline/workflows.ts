import { type Decider, KINDS, type Kind, type StageName } from "../db/names.ts";
import { deciderOf } from "./checks/required-approvals.ts";
import type { RequestKind, RequiredApprovals } from "./kinds/kind.ts";
import { REQUEST_KINDS } from "./kinds/kinds.ts";
import type { Stage } from "./stage.ts";
import { activateInGitLab } from "./stages/activate-in-gitlab.ts";
import { addMemberships } from "./stages/add-memberships.ts";
import { appointPi } from "./stages/appoint-pi.ts";
import { awaitAdmin } from "./stages/await-admin.ts";
import { awaitAgreements } from "./stages/await-agreements.ts";
import { awaitPi } from "./stages/await-pi.ts";
import { changeMembership } from "./stages/change-membership.ts";
import { close } from "./stages/close.ts";
import { confirmLeaving } from "./stages/confirm-leaving.ts";
import { confirmPlan } from "./stages/confirm-plan.ts";
import { countBelongings } from "./stages/count-belongings.ts";
import { createAccounts } from "./stages/create-accounts.ts";
import { endMembership } from "./stages/end-membership.ts";
import { foundProject } from "./stages/found-project.ts";
import { handOver } from "./stages/hand-over.ts";
import { handOverBelongings } from "./stages/hand-over-belongings.ts";
import { joinProject } from "./stages/join-project.ts";
import { readQuota } from "./stages/read-quota.ts";
import { register } from "./stages/register.ts";
import { removeAccess } from "./stages/remove-access.ts";
import { restoreAccess } from "./stages/restore-access.ts";
import { restoreQuota } from "./stages/restore-quota.ts";
import { reviewTrust } from "./stages/review-trust.ts";
import { setQuota } from "./stages/set-quota.ts";
import { signAgreements } from "./stages/sign-agreements.ts";
import { suspendAccess } from "./stages/suspend-access.ts";
import { undoPeriod } from "./stages/undo-period.ts";
import { verifyIdentity } from "./stages/verify-identity.ts";
import { verifyMember } from "./stages/verify-member.ts";
import { verifyQuota } from "./stages/verify-quota.ts";

export type Workflows = Readonly<Record<Kind, readonly Stage[]>>;

/**
 * The stages of each kind of request, in order. Every kind lists them by name at the top of its file in kinds/. The stages that ask
 * for approvals depend on the settings.
 */
export function buildWorkflows(settings: RequiredApprovals): Workflows {
  const workflowOf = ({ stages, approvals }: RequestKind): readonly Stage[] => {
    const asking = [...new Set(approvals(settings).map((required) => ASKING_STAGES[deciderOf(required)]))];
    return stages.flatMap((name) => (name === "approvals" ? asking : STAGES_BY_NAME[name]));
  };
  return Object.fromEntries(KINDS.map((kind) => [kind, workflowOf(REQUEST_KINDS[kind])])) as Workflows;
}

/** The stages that ask for approvals. One asks all admins and groups together, where the first of them is in the list. */
const ASKING_STAGES: Readonly<Record<Decider, Stage>> = { admin: awaitAdmin, pi: awaitPi };

/** The code of each stage. The type makes sure that every stage is here, under its own name. */
const STAGES_BY_NAME: { readonly [Name in StageName]: Stage & { readonly name: Name } } = {
  "verify-identity": verifyIdentity,
  "verify-member": verifyMember,
  "verify-quota": verifyQuota,
  "await-admin": awaitAdmin,
  "await-pi": awaitPi,
  "sign-agreements": signAgreements,
  "confirm-plan": confirmPlan,
  register,
  "create-accounts": createAccounts,
  "add-memberships": addMemberships,
  "found-project": foundProject,
  "join-project": joinProject,
  "read-quota": readQuota,
  "set-quota": setQuota,
  "restore-quota": restoreQuota,
  "count-belongings": countBelongings,
  "confirm-leaving": confirmLeaving,
  "hand-over-belongings": handOverBelongings,
  "remove-access": removeAccess,
  "suspend-access": suspendAccess,
  "restore-access": restoreAccess,
  "activate-in-gitlab": activateInGitLab,
  "review-trust": reviewTrust,
  "undo-period": undoPeriod,
  "end-membership": endMembership,
  "change-membership": changeMembership,
  "appoint-pi": appointPi,
  "hand-over": handOver,
  "await-agreements": awaitAgreements,
  close,
};
