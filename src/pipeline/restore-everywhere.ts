import { listGroupsOf } from "../db/group-memberships.ts";
import { listAccountProjects } from "../db/projects.ts";
import type { Account } from "../db/tables/accounts.ts";
import type { Project } from "../db/tables/projects.ts";
import { describeForOperator } from "../failure/describe-failure.ts";
import { AccountLockedError } from "../provisioners/password-store.ts";
import type { Provisioner } from "../provisioners/provisioner.ts";
import { ensureIn } from "./ensure-everywhere.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";

/** What restoring access has come to in one system. */
export interface Restoration {
  readonly system: string;
  /** A sentence that begins with the system, for admins. */
  readonly text: string;
  /** Why it failed, if it did. */
  readonly error?: unknown;
  /** True: the old password is gone. */
  readonly needsPassword: boolean;
}

type Deps = Pick<PipelineDeps, "db" | "now" | "provisioners">;

/**
 * Restores what a suspension or an offboarding took, one system after the other. Accounts that someone else has locked, before or
 * since, stay locked. Every system is tried. Never throws what a system says.
 */
export async function* restoreEverywhere(
  account: Account,
  { wasOffboarded }: { readonly wasOffboarded: boolean },
  deps: Deps,
): AsyncGenerator<Restoration> {
  const projects = await listAccountProjects(deps.db, account.id);
  const lockedBy = wasOffboarded ? "acct offboard" : "acct suspend";
  for (const provisioner of deps.provisioners) {
    const { name: system, suspend, resume } = provisioner;
    // Where nothing but `ensure` unlocks, it has to be asked also if the memberships were never taken.
    const missing = wasOffboarded || (suspend && !resume) ? projects : [];
    try {
      yield* restoreIn(provisioner, account, { projects: missing, lockedBy }, deps);
      if (wasOffboarded) yield* restoreGroups(provisioner, account, deps);
    } catch (error) {
      yield { system, text: `${system}: failed: ${describeForOperator(error)}`, error, needsPassword: false };
    }
  }
}

async function* restoreIn(
  provisioner: Provisioner,
  account: Account,
  { projects, lockedBy }: { readonly projects: readonly Project[]; readonly lockedBy: string },
  deps: Deps,
): AsyncGenerator<Restoration> {
  const { name: system } = provisioner;
  const say = (what: string, needsPassword = false): Restoration => ({
    system,
    text: `${system}: ${what}`,
    needsPassword,
  });
  // An account without a recorded state counts as open.
  const found = account.foundBefore === null ? "open" : account.foundBefore[system];
  if (found === "locked") {
    yield say(`unchanged: it was already locked before ${lockedBy}`);
    return;
  }
  try {
    // If nothing is recorded, acct never reached this system, so there is nothing to undo.
    const unlocked = found === undefined ? undefined : await provisioner.resume?.(account);
    if (unlocked) yield say(unlocked.summary, unlocked.needsPassword);
    for (const project of projects) yield say((await ensureIn(provisioner, account, project, deps)).summary);
  } catch (error) {
    if (!(error instanceof AccountLockedError)) throw error;
    yield say(`unchanged: ${error.message}`);
  }
}

/** Adds someone who was offboarded to the groups again that they had besides their projects. */
async function* restoreGroups(
  { name: system, groups }: Provisioner,
  account: Account,
  { db }: Deps,
): AsyncGenerator<Restoration> {
  if (!groups || account.foundBefore?.[system] === "locked") return;
  for (const group of await listGroupsOf(db, account.id, system)) {
    await groups.join(account, group);
    yield { system, text: `${system}: ${account.username} is in ${group}`, needsPassword: false };
  }
}
