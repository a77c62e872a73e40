import { recordExternalId } from "../db/external-ids.ts";
import type { Account } from "../db/tables/accounts.ts";
import { Failure } from "../failure/failure.ts";
import { externalIdIn, type Provisioner } from "../provisioners/provisioner.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";

/**
 * Notes which account in a system is this one, unless acct knows. From then on, it is found even if its name or its address changes. What
 * belongs to someone else is not noted. Throws what the system says otherwise.
 */
export async function learnId(
  account: Account,
  { name: system, identify }: Pick<Provisioner, "name" | "identify">,
  { db, now }: Pick<PipelineDeps, "db" | "now">,
): Promise<void> {
  if (!identify || externalIdIn(account, system) !== undefined) return;
  const found = await identify(account).catch((error: unknown) => {
    if (error instanceof Failure && error.lasts) return undefined;
    throw error;
  });
  if (found) await recordExternalId(db, { accountId: account.id }, { system, ...found }, now());
}
