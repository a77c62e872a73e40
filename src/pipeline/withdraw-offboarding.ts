import { inTransaction } from "../db/client.ts";
import type { Account } from "../db/tables/accounts.ts";
import type { Request } from "../db/tables/requests.ts";
import { endOffboarding } from "./end-offboarding.ts";
import type { ChangeRequestDeps } from "./engine/change-request.ts";
import type { EventActor } from "./engine/changes.ts";

/**
 * Withdraws the offboarding of someone whose account isn't closed yet, so nothing has been removed. Returns the request that it ended;
 * undefined if there was none. Throws a `Failure` if a process works on it at this moment.
 */
export function withdrawOffboarding(
  account: Account,
  by: EventActor,
  deps: ChangeRequestDeps,
): Promise<Request | undefined> {
  return inTransaction(deps.db, (db) => endOffboarding(account, by, { ...deps, db }));
}
