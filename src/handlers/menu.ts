import { abandon } from "./actions/abandon.ts";
import { acceptInvitation } from "./actions/accept-invitation.ts";
import { amend } from "./actions/amend.ts";
import { answer } from "./actions/answer.ts";
import { approve } from "./actions/approve.ts";
import { approveAhead } from "./actions/approve-ahead.ts";
import { approveForPi } from "./actions/approve-for-pi.ts";
import { approveSeveral } from "./actions/approve-several.ts";
import { ask } from "./actions/ask.ts";
import { askPi } from "./actions/ask-pi.ts";
import { changeEmail } from "./actions/change-email.ts";
import { changePi } from "./actions/change-pi.ts";
import { changeRole } from "./actions/change-role.ts";
import { chooseOwner } from "./actions/choose-owner.ts";
import { claim } from "./actions/claim.ts";
import { claimPi } from "./actions/claim-pi.ts";
import { confirmLink } from "./actions/confirm-link.ts";
import { confirmPi } from "./actions/confirm-pi.ts";
import { confirmRequest } from "./actions/confirm-request.ts";
import { decideDifferent } from "./actions/decide-different.ts";
import { decideNamed } from "./actions/decide-named.ts";
import { decideSame } from "./actions/decide-same.ts";
import { decideSkip } from "./actions/decide-skip.ts";
import { declineInvitation } from "./actions/decline-invitation.ts";
import { declineLink } from "./actions/decline-link.ts";
import { declinePi } from "./actions/decline-pi.ts";
import { declineRequest } from "./actions/decline-request.ts";
import { delegate } from "./actions/delegate.ts";
import { deny } from "./actions/deny.ts";
import { details } from "./actions/details.ts";
import { emailRoster } from "./actions/email-roster.ts";
import { filterRequests } from "./actions/filter-requests.ts";
import { giveReason } from "./actions/give-reason.ts";
import { handOverProject } from "./actions/hand-over-project.ts";
import { helpFor } from "./actions/help.ts";
import { inviteMember } from "./actions/invite-member.ts";
import { keepEmail } from "./actions/keep-email.ts";
import { keepTrust } from "./actions/keep-trust.ts";
import { leaveProject } from "./actions/leave-project.ts";
import { linkAccount } from "./actions/link-account.ts";
import { linkSignIn } from "./actions/link-sign-in.ts";
import { listAhead } from "./actions/list-ahead.ts";
import { listRequests } from "./actions/list-requests.ts";
import { offboard } from "./actions/offboard.ts";
import { project } from "./actions/project.ts";
import { readMessage } from "./actions/read-message.ts";
import { reassign } from "./actions/reassign.ts";
import { rejectInGitLab } from "./actions/reject-in-gitlab.ts";
import { rejectPi } from "./actions/reject-pi.ts";
import { release } from "./actions/release.ts";
import { removeMember } from "./actions/remove-member.ts";
import { removeTrust } from "./actions/remove-trust.ts";
import { reopenConflict } from "./actions/reopen-conflict.ts";
import { requestAccount } from "./actions/request-account.ts";
import { requestMembership } from "./actions/request-membership.ts";
import { requestProject } from "./actions/request-project.ts";
import { requestQuota } from "./actions/request-quota.ts";
import { resetPassword } from "./actions/reset-password.ts";
import { resume } from "./actions/resume.ts";
import { retry } from "./actions/retry.ts";
import { retryAll } from "./actions/retry-all.ts";
import { retryStuck } from "./actions/retry-stuck.ts";
import { reviewQueue } from "./actions/review-queue.ts";
import { sendAgain } from "./actions/send-again.ts";
import { sendAnswer } from "./actions/send-answer.ts";
import { setEndDate } from "./actions/set-end-date.ts";
import { showConflicts } from "./actions/show-conflicts.ts";
import { showHome } from "./actions/show-home.ts";
import { showStatus } from "./actions/show-status.ts";
import { sign } from "./actions/sign.ts";
import { spam } from "./actions/spam.ts";
import { suspend } from "./actions/suspend.ts";
import { suspendTrust } from "./actions/suspend-trust.ts";
import { takeBackInvitation } from "./actions/take-back-invitation.ts";
import { unclaim } from "./actions/unclaim.ts";
import { why } from "./actions/why.ts";
import { withdraw } from "./actions/withdraw.ts";
import { withdrawAhead } from "./actions/withdraw-ahead.ts";
import type { Handler } from "./handler.ts";

const actions: readonly Handler[] = [
  requestAccount,
  confirmRequest,
  declineRequest,
  requestMembership,
  requestProject,
  requestQuota,
  project,
  leaveProject,
  inviteMember,
  takeBackInvitation,
  acceptInvitation,
  declineInvitation,
  removeMember,
  changeRole,
  setEndDate,
  handOverProject,
  emailRoster,
  listRequests,
  showStatus,
  why,
  sign,
  withdraw,
  resetPassword,
  linkSignIn,
  linkAccount,
  suspend,
  giveReason,
  offboard,
  resume,
  confirmLink,
  declineLink,
  showConflicts,
  decideSame,
  decideDifferent,
  decideNamed,
  decideSkip,
  reopenConflict,
  askPi,
  claimPi,
  declinePi,
  confirmPi,
  rejectInGitLab,
  approveAhead,
  listAhead,
  withdrawAhead,
  keepTrust,
  suspendTrust,
  removeTrust,
  rejectPi,
  changeEmail,
  keepEmail,
  changePi,
  amend,
  chooseOwner,
  retry,
  retryAll,
  retryStuck,
  sendAgain,
  release,
  approve,
  approveForPi,
  approveSeveral,
  deny,
  spam,
  ask,
  answer,
  claim,
  unclaim,
  details,
  abandon,
  reassign,
  delegate,
  reviewQueue,
  filterRequests,
  showHome,
  readMessage,
  sendAnswer,
];

/** Every action that a person can take. To add an action, write a file for it and add it to the list above. */
export const menu: readonly Handler[] = [...actions, helpFor(actions)];

/**
 * Finds the handler for a button, form, or command. Two-word commands ("retry all") take precedence, whatever follows them. Phones
 * turn the dashes of an option into one that looks like it. An empty command means help.
 */
export function findHandler(
  input: { readonly action: string } | { readonly command: string; readonly text: string },
): Handler | undefined {
  if ("action" in input) return menu.find(({ name }) => name === input.action);
  const findCommand = (name: string) => menu.find(({ command }) => command?.name === name);
  const [second = ""] = input.text.toLowerCase().split(" ");
  return (
    findCommand(`${input.command} ${second.replace(/^[-–—]{1,2}/, "--")}`) ??
    findCommand(`${input.command} ${second}`) ??
    findCommand(input.command || "help")
  );
}
