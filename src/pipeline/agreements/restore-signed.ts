import { randomUUID } from "node:crypto";
import { findAccountById } from "../../db/accounts.ts";
import { deleteAgreementLock, listAgreementLocks, listOpenAsks } from "../../db/agreement-asks.ts";
import { recordRegistryEvent } from "../../db/apply-change.ts";
import { inTransaction } from "../../db/client.ts";
import { insertNotification } from "../../db/notifications.ts";
import type { Account } from "../../db/tables/accounts.ts";
import type { AgreementLock } from "../../db/tables/agreement-locks.ts";
import { describeForOperator } from "../../failure/describe-failure.ts";
import { Failure } from "../../failure/failure.ts";
import { AccountLockedError } from "../../provisioners/password-store.ts";
import { systemEvent } from "../engine/changes.ts";
import { createPasswordRequest } from "../passwords/create-password-request.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import type { Workflows } from "../workflows.ts";
import { graceEnds, recipientOf } from "./renew-agreements.ts";
import { systemsOf } from "./suspend-unsigned.ts";

export type RestoreDeps = Pick<PipelineDeps, "db" | "now" | "rules" | "provisioners" | "passwords"> & {
  readonly workflows: Workflows;
};

/**
 * Gives back the access of everyone who has signed since it was suspended. A lock that was there before stays, and so does everything
 * of someone whom an admin has suspended or offboarded meanwhile. Returns how many accounts are back. Throws after all of them were tried if a system failed.
 */
export async function restoreSigned(deps: RestoreDeps): Promise<number> {
  const { db } = deps;
  const locks = await listAgreementLocks(db);
  if (locks.length === 0) return 0;
  const failed: string[] = [];
  let count = 0;
  for (const [accountId, own] of Map.groupBy(locks, (one) => one.accountId)) {
    const account = await findAccountById(db, accountId);
    if (!account || account.removedAt || account.suspendedAt) continue;
    const needed = await neededLocks(account, deps);
    const over = own.filter(({ system }) => !needed.has(system));
    if (over.length === 0) continue;
    try {
      await restore(account, over, deps);
      count++;
    } catch (error) {
      failed.push(`${account.username}: ${describeForOperator(error)}`);
    }
  }
  if (failed.length > 0)
    throw new Failure(
      `Could not give everyone who has signed their access back: ${failed.slice(0, 3).join("; ")}`,
    );
  return count;
}

/** The systems in which the account stays locked, because its owner still has something to sign. */
async function neededLocks(
  { personId }: Account,
  { db, now, rules, provisioners }: RestoreDeps,
): Promise<ReadonlySet<string>> {
  const asks = await listOpenAsks(db, [personId]);
  const agreements = (rules.agreements ?? []).filter((agreement) =>
    asks.some(
      // Someone who is suspended stays so when the version changes, before they are asked to sign the new one.
      (ask) =>
        ask.agreement === agreement.name &&
        (ask.suspendedAt !== null ||
          (ask.version === agreement.version && graceEnds({ ask, agreement }) <= now())),
    ),
  );
  return new Set(agreements.flatMap((one) => systemsOf(one, provisioners)).map(({ name }) => name));
}

async function restore(account: Account, locks: readonly AgreementLock[], deps: RestoreDeps): Promise<void> {
  const { db, now, provisioners, passwords } = deps;
  const back: string[] = [];
  let needsPassword = false;
  for (const { system, found } of locks) {
    const provisioner = provisioners.find(({ name }) => name === system);
    if (found === "open" && provisioner) {
      const resumed = await provisioner.resume?.(account).catch((error: unknown) => {
        // Someone else has locked it since, and that stays.
        if (error instanceof AccountLockedError) return undefined;
        throw error;
      });
      needsPassword ||= resumed?.needsPassword ?? false;
      back.push(system);
    }
  }
  const asksForPassword = needsPassword && passwords.length > 0 && account.email !== null;
  if (asksForPassword) {
    // The locks are part of the origin, so that a second run asks for the same link.
    const origin = `signed:${account.id}:${locks[0]?.lockedAt.getTime() ?? randomUUID()}`;
    const by = { id: "acct", name: "acct" };
    await createPasswordRequest(account, { origin, by, pinHash: null, resumed: true }, deps);
  }
  await inTransaction(db, async (tx) => {
    for (const one of locks) await deleteAgreementLock(tx, one);
    if (back.length === 0) return;
    const systems = back.join(", ");
    const event = systemEvent("restored-signed", `Access is back in ${systems}`);
    await recordRegistryEvent(tx, { kind: "person", id: account.personId }, event, now());
    const key = `agreements-back:${account.id}:${locks[0]?.lockedAt.getTime()}`;
    const data = { systems, ...(asksForPassword ? { password: "yes" } : {}) };
    const to = recipientOf({ accounts: [account] });
    await insertNotification(tx, { key, template: "agreements-back", ...to, data }, now());
  });
}
