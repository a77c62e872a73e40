import { recordEvent } from "../db/apply-change.ts";
import { findFormerOrAccount, listProjectsLedBy, listProjectsOf, recordFoundBefore } from "../db/registry.ts";
import { listOpenByEmail } from "../db/requests.ts";
import type { Account, Project } from "../db/schema.ts";
import { describeForOperator } from "../failure/describe-failure.ts";
import { endAccess } from "../pipeline/end-access.ts";
import { eventBy } from "../pipeline/engine/changes.ts";
import type { PipelineDeps } from "../pipeline/pipeline-deps.ts";
import type { Workflows } from "../pipeline/workflows.ts";
import type { Provisioner } from "../provisioners/provisioner.ts";
import { describeState } from "../view/describe-state.ts";
import { formatDay } from "./format-day.ts";
import { localActor } from "./local-actor.ts";

export interface OffboardContext extends Pick<PipelineDeps, "db" | "now" | "provisioners" | "rules"> {
  readonly workflows: Workflows;
}

/** What `offboard` would do, a line each. Looks into every system, changes nothing. Throws when there is nobody of this name. */
export async function* planOffboarding(
  username: string,
  { db, provisioners }: OffboardContext,
): AsyncGenerator<string> {
  const account = await accountToClose(db, username);
  const projects = await listProjectsOf(db, account.id);
  for (const provisioner of provisioners) {
    const now = await provisioner.diff(account, projects).then(
      (found) => found.join("; "),
      (error: unknown) => `it could not be looked at: ${describeForOperator(error)}`,
    );
    yield `${provisioner.name}: takes away the access of ${username} in ${namesOf(projects)}${now && ` (now: ${now})`}`;
  }
  for (const request of await listOpenByEmail(db, account.email)) {
    yield `Request ${request.id} ends (now: ${describeState(request)})`;
  }
  for (const { name } of await listProjectsLedBy(db, account.email)) yield `The project ${name} loses its PI`;
}

/**
 * Shuts somebody out of every system; nothing of theirs is deleted. A system that fails stops no other: what is left is
 * named in the error at the end, and the same command completes it. Yields a line for each system. Throws when there is
 * nobody of this name, or something is left.
 */
export async function* offboard(username: string, leaving: OffboardContext): AsyncGenerator<string> {
  const { db, now, provisioners, rules } = leaving;
  const account = await accountToClose(db, username);
  refuseInDryRun(rules, `acct offboard ${username} --dry-run shows what would be changed`);
  const isNew = await endAccess(account, localActor(), leaving);
  if (!isNew) {
    yield `${username} was offboarded${account.removedAt ? ` ${formatDay(account.removedAt)}` : ""} already. Each system is looked at once more:`;
  }
  const projects = await listProjectsOf(db, account.id);
  const left: string[] = [];
  for (const provisioner of provisioners) {
    try {
      yield* shutOut(account, projects, provisioner, leaving);
    } catch (error) {
      left.push(provisioner.name);
      yield `${provisioner.name}: not done: ${describeForOperator(error)}`;
    }
  }
  if (left.length === 0) return;
  const note = `not done in ${left.join(", ")}`;
  await recordEvent(db, account.requestId, eventBy(localActor(), "offboarding-failed", note), now());
  throw new Error(`${username} may still get into ${left.join(", ")}: run acct offboard ${username} again.`);
}

async function* shutOut(
  account: Account,
  projects: readonly Project[],
  provisioner: Provisioner,
  { db }: OffboardContext,
): AsyncGenerator<string> {
  const { name, lockOf, remove } = provisioner;
  // Written down before anything is taken, and once: afterwards our own lock would be found.
  const lock = await lockOf?.(account);
  await recordFoundBefore(db, account.id, name, lock === undefined ? "open" : "locked");
  for (const project of projects) yield `${name}, ${project.name}: ${await remove(account, project)}`;
}

async function accountToClose(db: PipelineDeps["db"], username: string): Promise<Account> {
  const account = await findFormerOrAccount(db, username);
  if (!account) throw new Error(`There is no account ${username}.`);
  if (account.erasedAt) throw new Error(`${username} was deleted ${formatDay(account.erasedAt)}.`);
  return account;
}

/** Throws while acct is to change nothing outside. */
export function refuseInDryRun({ dryRun }: OffboardContext["rules"], instead = ""): void {
  if (dryRun)
    throw new Error(`ACCT_DRY_RUN or ACCT_REHEARSAL is set: nothing is changed${instead && `; ${instead}`}.`);
}

const namesOf = (projects: readonly Project[]) => projects.map(({ name }) => name).join(", ") || "no project";
