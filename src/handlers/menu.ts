import { answer } from "./answer.ts";
import { approve } from "./approve.ts";
import { approveInPlace } from "./approve-in-place.ts";
import { approveSeveral } from "./approve-several.ts";
import { ask } from "./ask.ts";
import { assign } from "./assign.ts";
import { claim } from "./claim.ts";
import { delegate } from "./delegate.ts";
import { deny } from "./deny.ts";
import { details } from "./details.ts";
import { findRequests } from "./find-requests.ts";
import { giveUp } from "./give-up.ts";
import type { Handler } from "./handler.ts";
import { helpFor } from "./help.ts";
import { linkAccount } from "./link-account.ts";
import { listRequests } from "./list-requests.ts";
import { lookThrough } from "./look-through.ts";
import { notMine } from "./not-mine.ts";
import { release } from "./release.ts";
import { requestAccount } from "./request-account.ts";
import { requestMembership } from "./request-membership.ts";
import { requestQuota } from "./request-quota.ts";
import { resetPassword } from "./reset-password.ts";
import { retry } from "./retry.ts";
import { retryAll } from "./retry-all.ts";
import { showHome } from "./show-home.ts";
import { showStatus } from "./show-status.ts";
import { spam } from "./spam.ts";
import { withdrawRequest } from "./withdraw-request.ts";

const deeds: readonly Handler[] = [
  requestAccount,
  requestMembership,
  requestQuota,
  listRequests,
  showStatus,
  withdrawRequest,
  resetPassword,
  linkAccount,
  assign,
  retry,
  retryAll,
  release,
  approve,
  approveInPlace,
  approveSeveral,
  deny,
  spam,
  ask,
  answer,
  claim,
  details,
  giveUp,
  notMine,
  delegate,
  lookThrough,
  findRequests,
  showHome,
];

/** Everything that a person can do. To add a deed, write one file and name it above. */
export const menu: readonly Handler[] = [...deeds, helpFor(deeds)];

/** Who takes what was pressed or typed. An empty command asks for help; one of two words ("retry all") comes before its first. */
export function handlerOf(
  asked: { readonly deed: string } | { readonly command: string; readonly text: string },
): Handler | undefined {
  if ("deed" in asked) return menu.find(({ name }) => name === asked.deed);
  const named = (words: string) => menu.find(({ command }) => command?.name === words);
  return named(`${asked.command} ${asked.text.toLowerCase()}`) ?? named(asked.command || "help");
}
