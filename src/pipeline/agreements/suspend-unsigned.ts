import type { Agreement } from "../../agreements/agreement.ts";
import { insertAgreementLock, listAgreementLocks, recordSuspended } from "../../db/agreement-asks.ts";
import { recordRegistryEvent } from "../../db/apply-change.ts";
import { inTransaction } from "../../db/client.ts";
import { insertNotification } from "../../db/notifications.ts";
import type { Account } from "../../db/tables/accounts.ts";
import { describeForOperator } from "../../failure/describe-failure.ts";
import { Failure } from "../../failure/failure.ts";
import type { Provisioner } from "../../provisioners/provisioner.ts";
import { fullName } from "../../view/full-name.ts";
import { systemEvent } from "../engine/changes.ts";
import { readDowntime } from "../jobs/downtime.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { dataOf, graceEnds, type OpenAsk, recipientOf } from "./renew-agreements.ts";

type Deps = Pick<PipelineDeps, "db" | "now" | "rules" | "provisioners">;

/**
 * Suspends everyone who hasn't signed within the grace time, in the systems that the agreement is for or, if it isn't about systems, in
 * all of them. The registry keeps their accounts, because they haven't left. Returns how many people were suspended. Throws after all
 * of them were tried if a system failed; the next run completes it.
 */
export async function suspendUnsigned(open: readonly OpenAsk[], deps: Deps): Promise<number> {
  const { db, now, rules } = deps;
  const downtime = await readDowntime(db, new Date(now().getTime() - rules.times.expireAfter), now());
  const failed: string[] = [];
  let count = 0;
  for (const one of open) {
    // Nobody could sign while acct was down.
    const late = now().getTime() - graceEnds(one).getTime() - downtime.since(one.ask.askedAt);
    if (one.ask.suspendedAt !== null || late < 0) continue;
    const systems = systemsOf(one.agreement, deps.provisioners);
    const left = await lockEverywhere(one.accounts, systems, deps);
    failed.push(...left);
    const names = systems.map(({ name }) => name).join(", ");
    if (left.length === 0 && (await tell(one, names, deps))) count++;
  }
  if (failed.length > 0)
    throw new Failure(`Could not suspend everyone who hasn't signed: ${failed.slice(0, 3).join("; ")}`);
  return count;
}

/** Returns what has failed. */
async function lockEverywhere(
  accounts: readonly Account[],
  systems: readonly Provisioner[],
  deps: Deps,
): Promise<string[]> {
  const failed: string[] = [];
  for (const account of accounts)
    for (const system of systems)
      await lock(system, account, deps).catch((error: unknown) => {
        failed.push(`${account.username} in ${system.name}: ${describeForOperator(error)}`);
      });
  return failed;
}

/** The systems that lock people out for this agreement. In a system that can't, they have no access without the others. */
export const systemsOf = ({ for: scope }: Agreement, provisioners: readonly Provisioner[]): Provisioner[] =>
  provisioners.filter(
    ({ name, suspend }) => suspend !== undefined && (!("systems" in scope) || scope.systems.includes(name)),
  );

/** What was found is noted first, so that a lock that was there before stays when the person signs. */
async function lock({ name: system, findLock, suspend }: Provisioner, account: Account, { db, now }: Deps) {
  const findRow = async () => (await listAgreementLocks(db, account.id)).find((one) => one.system === system);
  let row = await findRow();
  if (!row) {
    const found = (await findLock?.(account)) === undefined ? "open" : "locked";
    await insertAgreementLock(db, { accountId: account.id, system, found, lockedAt: now() });
    row = await findRow();
  }
  if (row?.found === "open") await suspend?.(account);
}

/** The person and the admins are told once. Returns false if they had been. */
async function tell(one: OpenAsk, systems: string, { db, now, rules }: Deps): Promise<boolean> {
  const { ask, agreement, accounts } = one;
  const [account] = accounts;
  if (!account) return false;
  return inTransaction(db, async (tx) => {
    if (!(await recordSuspended(tx, ask.id, now()))) return false;
    const data = { ...dataOf([one]), systems };
    const key = `agreements-overdue:${ask.id}`;
    await insertNotification(tx, { key, template: "agreements-overdue", ...recipientOf(one), data }, now());
    const admins = {
      via: "channel",
      toName: "the admins",
      toEmail: null,
      toUser: rules.adminChannels,
    } as const;
    const about = { ...data, person: fullName(account) };
    await insertNotification(
      tx,
      { key: `agreements-unsigned:${ask.id}`, template: "agreements-unsigned", ...admins, data: about },
      now(),
    );
    const event = systemEvent(
      "suspended-unsigned",
      `Suspended in ${systems} until they sign: ${agreement.title}`,
    );
    await recordRegistryEvent(tx, { kind: "person", id: account.personId }, event, now());
    return true;
  });
}
