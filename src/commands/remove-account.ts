import { recordEvent } from "../db/apply-change.ts";
import { findFormerOrAccount, listProjectsOf, markAccount } from "../db/registry.ts";
import type { Account } from "../db/schema.ts";
import type { Journeys } from "../pipeline/journeys.ts";
import type { Tools } from "../pipeline/tools.ts";
import { withdrawAllOf } from "../pipeline/withdraw.ts";
import { actorHere } from "./actor-here.ts";

interface Removing extends Pick<Tools, "db" | "now" | "provisioners" | "rules"> {
  readonly journeys: Journeys;
}

/**
 * Shuts somebody out of every system, for good; nothing of theirs is deleted. Yields a sentence for each system. May be
 * run again after it was interrupted. Throws when there is nobody of this name, or a system fails.
 */
export async function* removeAccount(username: string, tools: Removing): AsyncGenerator<string> {
  const { db, now, provisioners, journeys } = tools;
  const account = await findFormerOrAccount(db, username);
  if (!account) throw new Error(`There is no account ${username}.`);
  if (account.erasedAt) throw new Error(`${username} was deleted ${onDay(account.erasedAt)}.`);

  // First of all, so that nobody gets a link, or uses one, while the systems are gone through.
  if (!account.removedAt) await markAccount(db, account.id, { removedAt: now() });
  const why = { by: actorHere(), note: `${username} is removed` };
  await withdrawAllOf(account.email, why, { db, now, journeys });
  const projects = await listProjectsOf(db, account.id);
  for (const provisioner of provisioners) {
    for (const project of projects) {
      yield `${provisioner.name}, ${project.name}: ${await provisioner.remove(account, project)}`;
    }
  }
  await record(account, "removed", tools);
}

/**
 * Deletes somebody who was removed long ago from every system; the registry keeps the name and the number, so that nobody
 * else is ever given them. Throws when they were not removed, or not long ago.
 */
export async function* eraseAccount(username: string, tools: Removing): AsyncGenerator<string> {
  const { db, now, provisioners, rules } = tools;
  const account = await findFormerOrAccount(db, username);
  if (!account) throw new Error(`There is no account ${username}.`);
  if (!account.removedAt)
    throw new Error(`${username} was not removed yet: run acct remove ${username} first.`);
  const from = new Date(account.removedAt.getTime() + rules.times.eraseAfter);
  if (now() < from) {
    throw new Error(
      `${username} was removed ${onDay(account.removedAt)} and may be deleted ${onDay(from)} or later (times.eraseAfter).`,
    );
  }
  for (const { name, erase } of provisioners) {
    yield `${name}: ${erase ? await erase(account) : "nothing to delete"}`;
  }
  if (account.erasedAt) return;
  await markAccount(db, account.id, { erasedAt: now() });
  await record(account, "erased", tools);
}

async function record(account: Account, kind: "removed" | "erased", { db, now }: Removing): Promise<void> {
  const { id, name } = actorHere();
  const note = kind === "removed" ? "shut out everywhere" : "deleted everywhere";
  await recordEvent(db, account.requestId, { kind, actor: id, actorName: name, note }, now());
}

function onDay(at: Date): string {
  return `on ${at.toISOString().slice(0, 10)}`;
}
