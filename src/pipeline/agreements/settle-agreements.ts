import { withSessionLock } from "../../db/session-lock.ts";
import { renewAgreements } from "./renew-agreements.ts";
import { type RestoreDeps, restoreSigned } from "./restore-signed.ts";
import { suspendUnsigned } from "./suspend-unsigned.ts";

/** Any number that no other lock of acct uses. */
const LOCK_CLASS = 7_234_672;

/**
 * Asks people who have access to sign again, reminds them, suspends those who haven't signed in time, and gives back the access of
 * those who have. Returns how many people were suspended or are back. Does nothing while another process does the same, and in a dry run.
 */
export async function settleAgreements(deps: RestoreDeps): Promise<number> {
  if (deps.rules.dryRun) return 0;
  return alone(
    deps,
    async () => (await restoreSigned(deps)) + (await suspendUnsigned(await renewAgreements(deps), deps)),
  );
}

/** Only gives back the access of those who have signed, which is quick if nobody is suspended. */
export async function settleSigned(deps: RestoreDeps): Promise<number> {
  return deps.rules.dryRun ? 0 : alone(deps, () => restoreSigned(deps));
}

async function alone({ db }: RestoreDeps, work: () => Promise<number>): Promise<number> {
  return (await withSessionLock(db, { lockClass: LOCK_CLASS, name: "agreements" }, work))?.result ?? 0;
}
