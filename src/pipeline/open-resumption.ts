import { reopenAccount } from "../db/accounts.ts";
import { recordAccountEvent } from "../db/apply-change.ts";
import { inTransaction } from "../db/client.ts";
import type { Account } from "../db/tables/accounts.ts";
import type { Request } from "../db/tables/requests.ts";
import { endOffboarding } from "./end-offboarding.ts";
import { endOpen } from "./end-open.ts";
import { type EventActor, eventBy } from "./engine/changes.ts";
import { type AccessDeps, openOrLookAgain } from "./open-again.ts";

/**
 * Opens an account in the registry that was suspended or offboarded, and the request that restores what was taken in every system, in one
 * transaction. Also for an account whose access is still incomplete. Throws a `Failure` if a process is locking the person out at
 * this moment.
 */
export async function openResumption(
  account: Account,
  { origin, by }: { readonly origin: string; readonly by: EventActor },
  deps: AccessDeps,
): Promise<Request> {
  const { username, removedAt, suspendedAt } = account;
  return inTransaction(deps.db, async (db) => {
    const within = { ...deps, db };
    if (removedAt || suspendedAt) {
      await endOffboarding(account, by, within);
      await endOpen("suspension", account, { by, note: "the account was resumed" }, within);
      // An account without a recorded state counts as open.
      const everywhere = deps.provisioners.map(({ name }) => [name, "open" as const]);
      await reopenAccount(db, account.id, account.foundBefore ?? Object.fromEntries(everywhere));
      const event = eventBy(by, "resumed", `account ${username} reactivated`);
      await recordAccountEvent(db, account, event, deps.now());
    }
    // What is left of an earlier resumption may come from an offboarding, and `ensure` does no harm to others.
    const details = suspendedAt && !removedAt ? {} : { wasOffboarded: true as const };
    const opening = { origin, by, note: `restore the access of ${username}`, details };
    return openOrLookAgain("resumption", account, opening, within);
  });
}
