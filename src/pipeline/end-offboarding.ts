import type { Account } from "../db/tables/accounts.ts";
import type { Request } from "../db/tables/requests.ts";
import { endOpen } from "./end-open.ts";
import type { ChangeRequestDeps } from "./engine/change-request.ts";
import type { EventActor } from "./engine/changes.ts";

/**
 * Ends the open offboarding of an account that is to be used again, inside the transaction that reopens it. Throws a `Failure` if a
 * process is removing the access at this moment, because it would remove what is being restored. Returns the request that it ended;
 * undefined if there was none.
 */
export async function endOffboarding(
  account: Account,
  by: EventActor,
  deps: ChangeRequestDeps,
): Promise<Request | undefined> {
  return endOpen("offboarding", account, { by, note: "the account was resumed" }, deps);
}
