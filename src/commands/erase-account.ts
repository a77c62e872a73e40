import { findFormerOrAccount, listAccountsOfPerson, markErased } from "../db/accounts.ts";
import { recordAccountEvent } from "../db/apply-change.ts";
import { inTransaction } from "../db/client.ts";
import { eraseInvitationsOf } from "../db/invitations.ts";
import { listAccountProjects } from "../db/projects.ts";
import { eventBy } from "../pipeline/engine/changes.ts";
import { refuseInDryRun } from "../pipeline/people/refuse-in-dry-run.ts";
import { formatDay } from "./format-day.ts";
import { localActor } from "./local-actor.ts";
import type { OffboardContext } from "./offboard.ts";

/**
 * Deletes a person who was offboarded long enough ago from every system. The registry keeps the username and the number,
 * so that no one else ever gets them. Throws if the person was not offboarded, or too recently.
 */
export async function* eraseAccount(username: string, deps: OffboardContext): AsyncGenerator<string> {
  const { db, now, provisioners, rules } = deps;
  const account = await findFormerOrAccount(db, username);
  if (!account) throw new Error(`There's no account called ${username}.`);
  if (!account.removedAt)
    throw new Error(`${username} has not been offboarded yet: run acct offboard ${username} first.`);
  const from = new Date(account.removedAt.getTime() + rules.times.eraseAfter);
  if (now() < from) {
    throw new Error(
      `${username} was offboarded ${formatDay(account.removedAt)} and can be deleted ${formatDay(from)} at the earliest (times.eraseAfter).`,
    );
  }
  refuseInDryRun(rules);
  for (const { name, erase } of provisioners) {
    yield `${name}: ${erase ? await erase(account) : "nothing to delete"}`;
  }
  const projects = await listAccountProjects(db, account.id);
  for (const { name, findAccess } of provisioners) {
    for (const what of (await findAccess?.(account, projects)) ?? []) yield `${name}: not removed: ${what}`;
  }
  if (account.erasedAt) return;
  await inTransaction(db, async (tx) => {
    await markErased(tx, account.id, now());
    const others = await listAccountsOfPerson(tx, account.personId);
    if (others.every(({ id, erasedAt }) => id === account.id || erasedAt !== null))
      await eraseInvitationsOf(tx, account.personId);
  });
  await recordAccountEvent(db, account, eventBy(localActor(), "erased", "deleted everywhere"), now());
}
