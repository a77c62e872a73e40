import { findAccountById, recordFoundBefore } from "../db/accounts.ts";
import type { Db } from "../db/client.ts";
import type { Account } from "../db/tables/accounts.ts";
import type { Provisioner } from "../provisioners/provisioner.ts";

/**
 * Locks a person out of one system, the same way for a suspension as for an offboarding. Returns a sentence about what was locked;
 * undefined if the system has nothing to lock.
 */
export async function lockOut(
  { name, findLock, suspend }: Pick<Provisioner, "name" | "findLock" | "suspend">,
  account: Account,
  db: Db,
): Promise<string | undefined> {
  // The state is recorded once, before anything is locked: later we would find our own lock.
  const lock = await findLock?.(account);
  await recordFoundBefore(db, account.id, name, lock === undefined ? "open" : "locked");
  return suspend?.(account);
}

/** Locks a person out again where something was created for them, if they are suspended. A new association, say, isn't locked. */
export async function keepLockedOut(system: Provisioner, { id }: Account, db: Db): Promise<void> {
  const account = await findAccountById(db, id);
  if (account?.suspendedAt && !account.removedAt) await lockOut(system, account, db);
}
