import { randomUUID } from "node:crypto";
import { findFormerOrAccount } from "../db/accounts.ts";
import { hasEnded } from "../db/tables/requests.ts";
import type { Log } from "../log.ts";
import { openResumption } from "../pipeline/open-resumption.ts";
import { refuseInDryRun } from "../pipeline/people/refuse-in-dry-run.ts";
import type { Restoration } from "../pipeline/restore-everywhere.ts";
import { restoreAccess } from "../pipeline/stages/restore-access.ts";
import { withdrawOffboarding } from "../pipeline/withdraw-offboarding.ts";
import { describeState } from "../view/describe-state.ts";
import { formatDay } from "./format-day.ts";
import { localActor } from "./local-actor.ts";
import { runHere } from "./run-here.ts";
import type { SuspendContext } from "./suspend.ts";

interface ResumeOptions {
  readonly databaseUrl: string;
  readonly log: Log;
  print(line: string): void;
}

/**
 * Restores what `suspend` or `offboard` took, in every system, and sends a link for a new password if the old one was removed.
 * Accounts that someone else has locked, before or since, stay locked. A system that fails doesn't stop the others: a running
 * acct tries it again, and so does the same command. Prints one line per system. Throws if the person was neither suspended nor
 * offboarded, if acct is just removing their access, or if something is left.
 */
export async function resume(
  username: string,
  { databaseUrl, log, print }: ResumeOptions,
  deps: SuspendContext,
): Promise<void> {
  const account = await findFormerOrAccount(deps.db, username);
  if (!account) throw new Error(`There's no account called ${username}.`);
  const { erasedAt, removedAt, suspendedAt, foundBefore } = account;
  if (erasedAt)
    throw new Error(`${username} was deleted ${formatDay(erasedAt)}, so there is nothing to restore.`);
  if (!removedAt && !suspendedAt && !foundBefore) {
    const ended = await withdrawOffboarding(account, localActor(), deps);
    if (!ended) throw new Error(`${username} was neither suspended nor offboarded.`);
    return print(
      `Request ${ended.id} had not been approved yet, so nothing was removed. It is withdrawn now.`,
    );
  }
  refuseInDryRun(deps.rules);
  const input = { origin: `resume:${randomUUID()}`, by: localActor() };
  const failed: string[] = [];
  const report = ({ system, text, error }: Restoration) => {
    print(text);
    if (error !== undefined) failed.push(system);
  };
  const { request, isWatched } = await runHere(
    {
      open: async (db) => ({ request: await openResumption(account, input, { ...deps, db }) }),
      stages: [{ ...restoreAccess, run: (request, tools) => restoreAccess.run(request, tools, report) }],
      wait: true,
      databaseUrl,
      log,
    },
    deps,
  );
  if (hasEnded(request)) return;
  const where = failed.length > 0 ? `in ${failed.join(", ")}` : `everywhere (${describeState(request)})`;
  const next = isWatched ? `Request ${request.id} tries again by itself, or run` : "Run";
  throw new Error(`${username} has not been restored ${where}. ${next} acct resume ${username} again.`);
}
