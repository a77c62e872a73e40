import { randomUUID } from "node:crypto";
import { clearFoundBefore, findFormerOrAccount, reopenAccount } from "../db/accounts.ts";
import { recordAccountEvent } from "../db/apply-change.ts";
import { inTransaction } from "../db/client.ts";
import { listAccountProjects } from "../db/projects.ts";
import { findOpenRequest } from "../db/requests.ts";
import type { Account } from "../db/tables/accounts.ts";
import type { Project } from "../db/tables/projects.ts";
import { describeForOperator } from "../failure/describe-failure.ts";
import { endOffboarding } from "../pipeline/end-offboarding.ts";
import { eventBy } from "../pipeline/engine/changes.ts";
import { ensureIn } from "../pipeline/ensure-everywhere.ts";
import { createPasswordRequest } from "../pipeline/passwords/create-password-request.ts";
import { refuseInDryRun } from "../pipeline/people/refuse-in-dry-run.ts";
import { requireEmail } from "../pipeline/require-email.ts";
import { AccountLockedError } from "../provisioners/password-store.ts";
import type { Provisioner } from "../provisioners/provisioner.ts";
import { formatDay } from "./format-day.ts";
import { localActor } from "./local-actor.ts";
import type { OffboardContext } from "./offboard.ts";

/**
 * Restores what `offboard` removed, in every system, and sends a link for a new password if the old one was removed.
 * Accounts that someone else has locked, before or since, stay locked. A system that fails doesn't stop the others: the
 * same command completes it. Yields one line per system. Throws if the person was not offboarded, if acct is just removing
 * their access, or if something is left.
 */
export async function* resume(username: string, deps: OffboardContext): AsyncGenerator<string> {
  const { db, now, provisioners, passwords, rules } = deps;
  const account = await findFormerOrAccount(db, username);
  if (!account) throw new Error(`There's no account called ${username}.`);
  if (account.erasedAt) {
    throw new Error(
      `${username} was deleted ${formatDay(account.erasedAt)}, so there is nothing to restore.`,
    );
  }
  const { removedAt, foundBefore } = account;
  if (!removedAt && !foundBefore) throw new Error(`${username} was not offboarded.`);
  refuseInDryRun(rules);

  const actor = localActor();
  // An account without a recorded state counts as open.
  const found = foundBefore ?? Object.fromEntries(provisioners.map(({ name }) => [name, "open" as const]));
  if (removedAt) {
    await inTransaction(db, async (tx) => {
      await endOffboarding(account, actor, { ...deps, db: tx });
      await reopenAccount(tx, account.id, found);
      const event = eventBy(actor, "resumed", `account ${username} reactivated`);
      await recordAccountEvent(tx, account, event, now());
    });
  }
  const projects = await listAccountProjects(db, account.id);
  const left: string[] = [];
  let needsPassword = false;
  for (const provisioner of provisioners) {
    try {
      const result = await restoreAccess({ account, projects }, provisioner, found[provisioner.name], deps);
      needsPassword ||= result.needsPassword;
      for (const line of result.lines) yield `${provisioner.name}: ${line}`;
    } catch (error) {
      left.push(provisioner.name);
      yield `${provisioner.name}: failed: ${describeForOperator(error)}`;
    }
  }
  if (needsPassword && passwords.length > 0) {
    // One link is enough, also if a system failed and the command is run again.
    const open = await findOpenRequest(db, "password", {
      email: requireEmail(account),
      username: account.username,
    });
    if (!open?.details.resumed) {
      const input = { origin: `resume:${randomUUID()}`, by: actor, pinHash: null, resumed: true };
      await createPasswordRequest(account, input, deps);
    }
    yield `A link to set a new password will be sent to ${account.email}.`;
  }
  if (left.length > 0) {
    throw new Error(
      `${username} has not been restored in ${left.join(", ")}: run acct resume ${username} again.`,
    );
  }
  await clearFoundBefore(db, account.id);
}

interface ResumeResult {
  readonly lines: readonly string[];
  readonly needsPassword: boolean;
}

async function restoreAccess(
  { account, projects }: { readonly account: Account; readonly projects: readonly Project[] },
  provisioner: Provisioner,
  found: "open" | "locked" | undefined,
  deps: Pick<OffboardContext, "db" | "now">,
): Promise<ResumeResult> {
  if (found === "locked") {
    return { lines: ["unchanged: it was already locked before acct offboard"], needsPassword: false };
  }
  try {
    // `offboard` never reached this system, so there is nothing to undo.
    const unlocked = found === undefined ? undefined : await provisioner.resume?.(account);
    const lines = unlocked ? [unlocked.summary] : [];
    for (const project of projects) lines.push((await ensureIn(provisioner, account, project, deps)).summary);
    return { lines, needsPassword: unlocked?.needsPassword ?? false };
  } catch (error) {
    if (error instanceof AccountLockedError) {
      return { lines: [`unchanged: ${error.message}`], needsPassword: false };
    }
    throw error;
  }
}
