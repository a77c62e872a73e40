import { abandon } from "./actions/abandon.ts";
import { answer } from "./actions/answer.ts";
import { approve } from "./actions/approve.ts";
import { approveForPi } from "./actions/approve-for-pi.ts";
import { approveSeveral } from "./actions/approve-several.ts";
import { ask } from "./actions/ask.ts";
import { changePi } from "./actions/change-pi.ts";
import { claim } from "./actions/claim.ts";
import { delegate } from "./actions/delegate.ts";
import { deny } from "./actions/deny.ts";
import { details } from "./actions/details.ts";
import { filterRequests } from "./actions/filter-requests.ts";
import { helpFor } from "./actions/help.ts";
import { linkAccount } from "./actions/link-account.ts";
import { listRequests } from "./actions/list-requests.ts";
import { reassign } from "./actions/reassign.ts";
import { release } from "./actions/release.ts";
import { requestAccount } from "./actions/request-account.ts";
import { requestMembership } from "./actions/request-membership.ts";
import { requestQuota } from "./actions/request-quota.ts";
import { resetPassword } from "./actions/reset-password.ts";
import { retry } from "./actions/retry.ts";
import { retryAll } from "./actions/retry-all.ts";
import { reviewQueue } from "./actions/review-queue.ts";
import { showHome } from "./actions/show-home.ts";
import { showStatus } from "./actions/show-status.ts";
import { spam } from "./actions/spam.ts";
import { withdraw } from "./actions/withdraw.ts";
import type { Handler } from "./handler.ts";

const actions: readonly Handler[] = [
  requestAccount,
  requestMembership,
  requestQuota,
  listRequests,
  showStatus,
  withdraw,
  resetPassword,
  linkAccount,
  changePi,
  retry,
  retryAll,
  release,
  approve,
  approveForPi,
  approveSeveral,
  deny,
  spam,
  ask,
  answer,
  claim,
  details,
  abandon,
  reassign,
  delegate,
  reviewQueue,
  filterRequests,
  showHome,
];

/** Everything that a person can do. To add an action, write one file and name it above. */
export const menu: readonly Handler[] = [...actions, helpFor(actions)];

/** The handler of what was pressed or typed. An empty command means help; a command of two words ("retry all") comes first. */
export function findHandler(
  asked: { readonly action: string } | { readonly command: string; readonly text: string },
): Handler | undefined {
  if ("action" in asked) return menu.find(({ name }) => name === asked.action);
  const named = (words: string) => menu.find(({ command }) => command?.name === words);
  return named(`${asked.command} ${asked.text.toLowerCase()}`) ?? named(asked.command || "help");
}
