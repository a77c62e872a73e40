import { recordEvent } from "../db/apply-change.ts";
import { findFormerOrAccount, markErased } from "../db/registry.ts";
import { eventBy } from "../pipeline/engine/changes.ts";
import { formatDay } from "./format-day.ts";
import { localActor } from "./local-actor.ts";
import { type OffboardContext, refuseInDryRun } from "./offboard.ts";

/**
 * Deletes somebody who was offboarded long ago from every system; the registry keeps the name and the number, so that nobody
 * else is ever given them. Throws when they were not offboarded, or not long ago.
 */
export async function* eraseAccount(username: string, leaving: OffboardContext): AsyncGenerator<string> {
  const { db, now, provisioners, rules } = leaving;
  const account = await findFormerOrAccount(db, username);
  if (!account) throw new Error(`There is no account ${username}.`);
  if (!account.removedAt)
    throw new Error(`${username} was not offboarded yet: run acct offboard ${username} first.`);
  const from = new Date(account.removedAt.getTime() + rules.times.eraseAfter);
  if (now() < from) {
    throw new Error(
      `${username} was offboarded ${formatDay(account.removedAt)} and may be deleted ${formatDay(from)} or later (times.eraseAfter).`,
    );
  }
  refuseInDryRun(rules);
  for (const { name, erase } of provisioners) {
    yield `${name}: ${erase ? await erase(account) : "nothing to delete"}`;
  }
  if (account.erasedAt) return;
  await markErased(db, account.id, now());
  await recordEvent(db, account.requestId, eventBy(localActor(), "erased", "deleted everywhere"), now());
}
