import { findFormerOrAccount, recordFoundBefore } from "../db/accounts.ts";
import { recordAccountEvent } from "../db/apply-change.ts";
import { listDeciders } from "../db/deciders.ts";
import { listAccountProjects, listProjectsLedBy } from "../db/projects.ts";
import type { Account } from "../db/tables/accounts.ts";
import type { Project } from "../db/tables/projects.ts";
import { describeForOperator } from "../failure/describe-failure.ts";
import { endAccess, listEndingRequests } from "../pipeline/end-access.ts";
import { eventBy } from "../pipeline/engine/changes.ts";
import { refuseInDryRun } from "../pipeline/people/refuse-in-dry-run.ts";
import type { PipelineDeps } from "../pipeline/pipeline-deps.ts";
import type { Workflows } from "../pipeline/workflows.ts";
import type { Provisioner } from "../provisioners/provisioner.ts";
import { describeState } from "../view/describe-state.ts";
import { formatDay } from "./format-day.ts";
import { localActor } from "./local-actor.ts";

export interface OffboardContext extends Pick<PipelineDeps, "db" | "now" | "provisioners" | "rules"> {
  readonly workflows: Workflows;
}

/** Describes what `offboard` would do, one line per change. Reads every system and changes nothing. Throws if there is no such account. */
export async function* planOffboarding(
  username: string,
  { db, provisioners, now }: OffboardContext,
): AsyncGenerator<string> {
  const account = await accountToClose(db, username);
  const projects = await listAccountProjects(db, account.id);
  for (const provisioner of provisioners) {
    const current = await provisioner.diff(account, projects).then(
      (found) => found.join("; "),
      (error: unknown) => `could not be read: ${describeForOperator(error)}`,
    );
    yield `${provisioner.name}: remove access of ${username} to ${joinNames(projects)}${current && ` (now: ${current})`}`;
  }
  for (const request of await listEndingRequests(db, account)) {
    yield `Request ${request.id} will be closed (now: ${describeState(request)})`;
  }
  for (const name of await listProjectsLosingPi(account, db, now())) yield `Project ${name} will have no PI`;
}

/**
 * Ends every membership of a person and locks them out of every system, and deletes nothing of theirs. Every system is tried,
 * no matter what the one before said. The error at the end names everything that is left, and the same command completes it.
 * Yields one line per change. Throws if there is no such account, or if something is left.
 */
export async function* offboard(username: string, deps: OffboardContext): AsyncGenerator<string> {
  const { db, now, provisioners, rules } = deps;
  const account = await accountToClose(db, username);
  refuseInDryRun(rules, `acct offboard ${username} --dry-run shows what would change`);
  const isNew = await endAccess(account, localActor(), deps);
  if (!isNew) {
    yield `${username} was already offboarded${account.removedAt ? ` ${formatDay(account.removedAt)}` : ""}. Checking each system again:`;
  }
  for (const name of await listProjectsLosingPi(account, db, now())) {
    yield `Project ${name} has no PI now: an admin decides on requests for it, until one approves another PI`;
  }
  const projects = await listAccountProjects(db, account.id);
  const left: Left[] = [];
  for (const provisioner of provisioners) {
    for await (const line of shutOut(account, projects, provisioner, deps)) {
      if (typeof line === "string") yield line;
      else left.push(line);
    }
  }
  if (left.length === 0) return;
  const failed = [...new Set(left.filter(({ hasFailed }) => hasFailed).map(({ system }) => system))];
  const manual = left.filter(({ hasFailed }) => !hasFailed);
  for (const { what } of manual) yield what;
  const systems = [...new Set(left.map(({ system }) => system))].join(", ");
  const note = failed.length > 0 ? `failed in ${failed.join(", ")}` : `access left in ${systems}`;
  await recordAccountEvent(db, account, eventBy(localActor(), "offboarding-failed", note), now());
  throw new Error(
    failed.length > 0
      ? `${username} may still have access to ${systems}: run acct offboard ${username} again.`
      : `${username} still has access to ${systems} that acct didn't give: remove it there, and run acct offboard ${username} again.`,
  );
}

/** Something that still gives access, or a step that failed. */
interface Left {
  readonly system: string;
  readonly what: string;
  readonly hasFailed: boolean;
}

async function* shutOut(
  account: Account,
  projects: readonly Project[],
  provisioner: Provisioner,
  { db }: OffboardContext,
): AsyncGenerator<string | Left> {
  const { name, findLock, leave, suspend, findAccess } = provisioner;
  const fail = (where: string, error: unknown) => {
    const what = `${where}: failed: ${describeForOperator(error)}`;
    return [what, { system: name, what, hasFailed: true }] as const;
  };
  let hasFailed = false;
  try {
    // The state is recorded once, before anything is locked: later we would find our own lock.
    const lock = await findLock?.(account);
    await recordFoundBefore(db, account.id, name, lock === undefined ? "open" : "locked");
    if (suspend) yield `${name}: ${await suspend(account)}`;
  } catch (error) {
    hasFailed = true;
    yield* fail(name, error);
  }
  for (const project of projects) {
    const where = `${name}, ${project.name}`;
    try {
      yield `${where}: ${await leave(account, project)}`;
    } catch (error) {
      hasFailed = true;
      yield* fail(where, error);
    }
  }
  if (hasFailed || !findAccess) return;
  try {
    for (const what of await findAccess(account, projects))
      yield { system: name, what: `${name}: not removed: ${what}`, hasFailed: false };
  } catch (error) {
    yield* fail(name, error);
  }
}

/** The projects for which no one decides once this person doesn't: they have no other PI, and no manager. */
async function listProjectsLosingPi(
  { personId }: Account,
  db: PipelineDeps["db"],
  now: Date,
): Promise<string[]> {
  const lost: string[] = [];
  for (const { name } of await listProjectsLedBy(db, personId)) {
    const others = (await listDeciders(db, name, now)).filter(
      (one) => !one.isOffboarded && one.personId !== personId,
    );
    if (others.length === 0) lost.push(name);
  }
  return lost;
}

async function accountToClose(db: PipelineDeps["db"], username: string): Promise<Account> {
  const account = await findFormerOrAccount(db, username);
  if (!account) throw new Error(`There's no account called ${username}.`);
  if (account.erasedAt) throw new Error(`${username} was deleted ${formatDay(account.erasedAt)}.`);
  return account;
}

const joinNames = (projects: readonly Project[]) =>
  projects.map(({ name }) => name).join(", ") || "no projects";
