import { findAccountById, recordFoundBefore } from "../db/accounts.ts";
import { listAccountProjects } from "../db/projects.ts";
import type { Account } from "../db/tables/accounts.ts";
import type { Project } from "../db/tables/projects.ts";
import { describeForOperator } from "../failure/describe-failure.ts";
import { NotYetError, type Provisioner } from "../provisioners/provisioner.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";

/** What removing access has come to in one place: what was done, or what is left. */
export interface Removal {
  /** The name of the system. */
  readonly system: string;
  /** A sentence that begins with the system and the project, for admins: "LDAP, astro: uid=amy was removed from astro". */
  readonly text: string;
  /**
   * Undefined if it was removed. "failed": the step is repeated. "busy": the system has to finish something first, such as a
   * job. "foreign": acct didn't create it, so an admin has to remove it there.
   */
  readonly left?: "failed" | "busy" | "foreign";
  /** Why it failed. */
  readonly error?: unknown;
}

type Deps = Pick<PipelineDeps, "db" | "provisioners">;

/**
 * Locks a person out of every system, ends every membership, and looks for what is left. Every system is tried, no matter
 * what the one before said, and nothing of theirs is deleted except the password. Stops if the account has been resumed in the
 * meantime. Never throws what a system says.
 */
export async function* removeEverywhere(account: Account, deps: Deps): AsyncGenerator<Removal> {
  const projects = await listAccountProjects(deps.db, account.id);
  for (const provisioner of deps.provisioners) {
    if (!(await findAccountById(deps.db, account.id))?.removedAt) return;
    yield* removeIn(provisioner, account, projects, deps);
  }
}

async function* removeIn(
  { name: system, findLock, leave, suspend, findAccess }: Provisioner,
  account: Account,
  projects: readonly Project[],
  { db }: Deps,
): AsyncGenerator<Removal> {
  let isComplete = true;
  const keep = (where: string, error: unknown): Removal => {
    isComplete = false;
    const isBusy = error instanceof NotYetError;
    const text = `${where}: ${isBusy ? "" : "failed: "}${describeForOperator(error)}`;
    return { system, text, left: isBusy ? "busy" : "failed", error };
  };
  try {
    // The state is recorded once, before anything is locked: later we would find our own lock.
    const lock = await findLock?.(account);
    await recordFoundBefore(db, account.id, system, lock === undefined ? "open" : "locked");
    if (suspend) yield { system, text: `${system}: ${await suspend(account)}` };
  } catch (error) {
    yield keep(system, error);
  }
  for (const project of projects) {
    const where = `${system}, ${project.name}`;
    try {
      yield { system, text: `${where}: ${await leave(account, project)}` };
    } catch (error) {
      yield keep(where, error);
    }
  }
  if (!isComplete) return;
  if (!findAccess) {
    yield {
      system,
      text: `${system}: acct can't look for access that it didn't give. Check there yourself.`,
    };
    return;
  }
  try {
    for (const what of await findAccess(account, projects)) {
      yield { system, text: `${system}: not removed: ${what}`, left: "foreign" };
    }
  } catch (error) {
    yield keep(system, error);
  }
}
