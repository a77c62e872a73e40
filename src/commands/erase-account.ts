import { recordEvent } from "../db/apply-change.ts";
import { findFormerOrAccount, markErased } from "../db/registry.ts";
import { by } from "../pipeline/changes.ts";
import { actorHere } from "./actor-here.ts";
import { type OffboardContext, refuseInDryRun } from "./offboard.ts";
import { onDay } from "./on-day.ts";

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
      `${username} was offboarded ${onDay(account.removedAt)} and may be deleted ${onDay(from)} or later (times.eraseAfter).`,
    );
  }
  refuseInDryRun(rules);
  for (const { name, erase } of provisioners) {
    yield `${name}: ${erase ? await erase(account) : "nothing to delete"}`;
  }
  if (account.erasedAt) return;
  await markErased(db, account.id, now());
  await recordEvent(db, account.requestId, by(actorHere(), "erased", "deleted everywhere"), now());
}
