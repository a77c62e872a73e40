import { findAccountById } from "../db/accounts.ts";
import type { Db } from "../db/client.ts";
import { listGroupsOf } from "../db/group-memberships.ts";
import { listAccountProjects } from "../db/projects.ts";
import type { Account } from "../db/tables/accounts.ts";
import type { Project } from "../db/tables/projects.ts";
import { describeForOperator } from "../failure/describe-failure.ts";
import { NotYetError, type Provisioner } from "../provisioners/provisioner.ts";
import { lockOut } from "./lock-out.ts";

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
  /** True if the person can't get into this system anymore. */
  readonly isLocked?: true;
  /** Why it failed. */
  readonly error?: unknown;
}

/**
 * Locks a person out of these systems, ends every membership, and looks for what is left. The systems are asked side by side, so that
 * one that doesn't respond keeps no other one open, and nothing of theirs is deleted except the password. Leaves a system alone if the
 * account has been resumed in the meantime. Yields in the order of the systems. Never throws what a system says.
 */
export async function* removeFrom(
  systems: readonly Provisioner[],
  account: Account,
  db: Db,
): AsyncGenerator<Removal> {
  const projects = await listAccountProjects(db, account.id);
  const removed = await Promise.all(
    systems.map(async (system) => {
      const removals: Removal[] = [];
      if (!(await findAccountById(db, account.id))?.removedAt) return removals;
      for await (const removal of removeIn(system, account, projects, db)) removals.push(removal);
      return removals;
    }),
  );
  yield* removed.flat();
}

/** Says where the person is locked out already, and what is left. Empty if nothing was done and nothing is left. */
export function describeRemovals(all: readonly Removal[]): string {
  const left = all.filter((one) => one.left !== undefined);
  const locked = all.filter(({ isLocked }) => isLocked).map(({ system }) => system);
  const done = locked.length === 0 ? "" : `Locked out of ${locked.join(", ")}. `;
  return `${done}${left.map(({ text }) => text).join("; ")}`;
}

async function* removeIn(
  provisioner: Provisioner,
  account: Account,
  projects: readonly Project[],
  db: Db,
): AsyncGenerator<Removal> {
  const { name: system, leave, findAccess, groups } = provisioner;
  let isComplete = true;
  const keep = (where: string, error: unknown): Removal => {
    isComplete = false;
    const isBusy = error instanceof NotYetError;
    const text = `${where}: ${isBusy ? "" : "failed: "}${describeForOperator(error)}`;
    return { system, text, left: isBusy ? "busy" : "failed", error };
  };
  try {
    const locked = await lockOut(provisioner, account, db);
    if (locked !== undefined) yield { system, text: `${system}: ${locked}`, isLocked: true };
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
  for (const group of groups ? await listGroupsOf(db, account.id, system) : []) {
    const where = `${system}, ${group}`;
    try {
      yield { system, text: `${where}: ${await groups?.leave(account, group)}` };
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
