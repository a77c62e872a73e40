import type { Actor } from "../chat/chat.ts";
import type { Verdict } from "../db/names.ts";
import { findRequest } from "../db/requests.ts";
import { REQUEST_KINDS } from "../pipeline/kinds/kinds.ts";
import type { PipelineDeps } from "../pipeline/pipeline-deps.ts";
import { ownAccount } from "./own-account.ts";

/**
 * Explains why this person can't decide so on a request that ends someone's access: it is their own, it can't be spam, or the account is
 * closed already. Undefined for every other request.
 */
export async function denyOnLeaving(
  { requestId, verdict }: { readonly requestId: number; readonly verdict: Verdict },
  actor: Actor,
  context: Pick<PipelineDeps, "db" | "now" | "chat">,
): Promise<string | undefined> {
  const request = await findRequest(context.db, requestId);
  if (!request || !REQUEST_KINDS[request.kind].endsAccess) return undefined;
  const { username, details } = request;
  if (verdict === "spam") return "Only a request that someone sent can be spam. Deny this one instead.";
  if (verdict === "denied" && details.leaving?.isClosed)
    return `The account ${username} is closed already. To give the access back, use acct resume ${username}.`;
  const { account, unlinked } = await ownAccount(actor, context);
  return (account ?? unlinked)?.username === username
    ? "This is about your own account. Ask another admin to decide."
    : undefined;
}
