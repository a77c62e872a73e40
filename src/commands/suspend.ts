import { randomUUID } from "node:crypto";
import { findFormerOrAccount } from "../db/accounts.ts";
import type { Account } from "../db/tables/accounts.ts";
import { hasEnded } from "../db/tables/requests.ts";
import type { Log } from "../log.ts";
import { giveReason } from "../pipeline/give-reason.ts";
import { openSuspension } from "../pipeline/open-suspension.ts";
import { refuseInDryRun } from "../pipeline/people/refuse-in-dry-run.ts";
import type { PipelineDeps } from "../pipeline/pipeline-deps.ts";
import type { Removal } from "../pipeline/remove-from.ts";
import { suspendAccess } from "../pipeline/stages/suspend-access.ts";
import type { Workflows } from "../pipeline/workflows.ts";
import { describeState } from "../view/describe-state.ts";
import { describeSuspension } from "../view/describe-suspension.ts";
import { formatDay } from "./format-day.ts";
import { localActor } from "./local-actor.ts";
import { runHere } from "./run-here.ts";

export interface SuspendContext extends PipelineDeps {
  readonly workflows: Workflows;
}

interface SuspendOptions {
  /** False: only opens the request. A running acct does the rest. */
  readonly wait: boolean;
  readonly reason: string | undefined;
  readonly databaseUrl: string;
  readonly log: Log;
  print(line: string): void;
}

/** Describes what `suspend` would do, one line each. Asks no system and changes nothing. Throws if there is no such account. */
export async function* planSuspension(
  username: string,
  { db, provisioners }: Pick<SuspendContext, "db" | "provisioners">,
): AsyncGenerator<string> {
  await accountToSuspend(db, username);
  yield* describeSuspension(username, provisioners);
}

/**
 * Suspends an account and opens the request that locks the person out everywhere. The command makes the first attempt itself and prints
 * one line per system; a running acct catches up with the others. Throws if there is no such account, and with what is left.
 */
export async function suspend(
  username: string,
  { wait, reason, databaseUrl, log, print }: SuspendOptions,
  deps: SuspendContext,
): Promise<void> {
  const account = await accountToSuspend(deps.db, username);
  refuseInDryRun(deps.rules, `acct suspend ${username} --dry-run shows what would change`);
  const input = { origin: `suspend:${randomUUID()}`, by: localActor() };
  const failed: string[] = [];
  const report = (removal: Removal) => {
    print(removal.text);
    if (removal.left) failed.push(removal.system);
  };
  const { request, isWatched } = await runHere(
    {
      open: (db) => openSuspension(account, input, { ...deps, db }),
      stages: [{ ...suspendAccess, run: (request, tools) => suspendAccess.run(request, tools, report) }],
      wait,
      databaseUrl,
      log,
    },
    deps,
  );
  if (reason !== undefined) await giveReason(request.id, reason, input.by, deps);
  if (!wait)
    return print(
      `Request ${request.id} locks ${username} out of every system${isWatched ? "" : " as soon as an acct is running: start one"}.`,
    );
  if (hasEnded(request)) return;
  const where =
    failed.length > 0
      ? `${username} may still get into ${failed.join(", ")}.`
      : `${username} may still get in: ${describeState(request)}.`;
  const next = isWatched
    ? `Request ${request.id} tries again by itself. To try right away, run acct suspend ${username} again.`
    : `No acct is running that could try again: start one, or run acct suspend ${username} again.`;
  throw new Error(`${where} ${next}`);
}

async function accountToSuspend(db: PipelineDeps["db"], username: string): Promise<Account> {
  const account = await findFormerOrAccount(db, username);
  if (!account) throw new Error(`There's no account called ${username}.`);
  if (account.erasedAt) throw new Error(`${username} was deleted ${formatDay(account.erasedAt)}.`);
  if (account.removedAt)
    throw new Error(
      `${username} was offboarded ${formatDay(account.removedAt)}, so there is nothing to suspend.`,
    );
  return account;
}
