import { markSuspended } from "../db/accounts.ts";
import { recordAccountEvent } from "../db/apply-change.ts";
import { inTransaction } from "../db/client.ts";
import { revokeAccountLinks } from "../db/password-links.ts";
import type { Account } from "../db/tables/accounts.ts";
import type { Request } from "../db/tables/requests.ts";
import { wakeRequestsDecidedBy } from "../db/waiting-requests.ts";
import { keysOf } from "./end-access.ts";
import { endOpen } from "./end-open.ts";
import { type EventActor, eventBy } from "./engine/changes.ts";
import { type AccessDeps, openOrLookAgain } from "./open-again.ts";

export interface OpenedSuspension {
  readonly request: Request;
  /** False if the account was suspended before. Then its systems are checked again. */
  readonly isFirst: boolean;
}

/**
 * Suspends an account in the registry and opens the request that locks the person out everywhere, in one transaction. From then on, no
 * link of theirs works, they can't act in acct, and what waits for their decision goes to others. Everything else of theirs stays as
 * it is. Throws a `Failure` if their access is being restored at this moment.
 */
export async function openSuspension(
  account: Account,
  { origin, by }: { readonly origin: string; readonly by: EventActor },
  deps: AccessDeps,
): Promise<OpenedSuspension> {
  const { username } = account;
  return inTransaction(deps.db, async (db) => {
    const within = { ...deps, db };
    const at = deps.now();
    await endOpen("resumption", account, { by, note: "the account was suspended" }, within);
    const isFirst = await markSuspended(db, account.id, at);
    if (isFirst) {
      await revokeAccountLinks(db, account.id, at);
      // Their stage finds that this person decides nothing for now, and asks others.
      await wakeRequestsDecidedBy(db, await keysOf(db, account), at);
      await recordAccountEvent(db, account, eventBy(by, "suspended", `account ${username}`), at);
    }
    const opening = { origin, by, note: `lock ${username} out of every system` };
    return { request: await openOrLookAgain("suspension", account, opening, within), isFirst };
  });
}
