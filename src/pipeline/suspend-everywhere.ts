import { findAccountById } from "../db/accounts.ts";
import type { Account } from "../db/tables/accounts.ts";
import { describeForOperator } from "../failure/describe-failure.ts";
import type { Provisioner } from "../provisioners/provisioner.ts";
import { lockOut } from "./lock-out.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";
import type { Removal } from "./remove-from.ts";

type Deps = Pick<PipelineDeps, "db" | "provisioners">;

/**
 * Locks a person out of every system at once, and removes nothing else. No system waits for another, and none keeps the others from
 * being tried. Stops if the account has been resumed or offboarded in the meantime. Never throws what a system says.
 */
export async function suspendEverywhere(
  account: Account,
  { db, provisioners }: Deps,
  report: (removal: Removal) => void = () => undefined,
): Promise<Removal[]> {
  const suspendIn = async (provisioner: Provisioner): Promise<Removal[]> => {
    const now = await findAccountById(db, account.id);
    if (!now?.suspendedAt || now.removedAt) return [];
    const removal = await describeLock(provisioner, account, db);
    report(removal);
    return [removal];
  };
  return (await Promise.all(provisioners.map(suspendIn))).flat();
}

async function describeLock(provisioner: Provisioner, account: Account, db: Deps["db"]): Promise<Removal> {
  const { name: system } = provisioner;
  try {
    const locked = await lockOut(provisioner, account, db);
    return { system, text: `${system}: ${locked ?? "acct can't lock anyone out there"}` };
  } catch (error) {
    return { system, text: `${system}: failed: ${describeForOperator(error)}`, left: "failed", error };
  }
}
