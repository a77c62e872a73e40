import type { Db } from "../db/client.ts";
import { readExpectedIn } from "../db/expected-in.ts";
import { listGroupAccounts } from "../db/group-memberships.ts";
import { type Membership, readMemberships } from "../db/reconcile.ts";
import type { Project as RegisteredProject } from "../db/tables/projects.ts";
import { describeForOperator } from "../failure/describe-failure.ts";
import { ensureIn } from "../pipeline/ensure-everywhere.ts";
import { learnId } from "../pipeline/learn-id.ts";
import {
  type AccountRef,
  NameConflictError,
  type Provisioner,
  RenewedIdError,
} from "../provisioners/provisioner.ts";
import { describeBelongings } from "../view/describe-belongings.ts";

export interface Drift {
  /** The subject: "aash" or "project astro". */
  readonly of: string;
  readonly system: string;
  readonly what: string;
  /** Whether it was fixed; undefined if that was not tried. "failed": the system could not be read. */
  readonly outcome?: "fixed" | "not fixed" | "failed";
}

interface ReconcileDeps {
  readonly db: Db;
  readonly now: () => Date;
  readonly provisioners: readonly Provisioner[];
  /** Creates what is missing. People decide about entries that are different or unexpected. */
  readonly fix: boolean;
}

/**
 * Compares the registry with every system, account by account and then project by project. A system that can't be read is
 * reported once and then skipped.
 */
export async function* reconcile(deps: ReconcileDeps): AsyncGenerator<Drift> {
  const { db, provisioners } = deps;
  const byProject = new Map<number, { project: RegisteredProject; members: Membership["account"][] }>();
  const failed = new Set<string>();
  // Without accounts nothing else would query the system, and a system that is down would seem to match.
  for (const { name, ping } of provisioners) {
    const check = async function* (): AsyncGenerator<Drift> {
      await ping();
      yield* [];
    };
    yield* unlessFailed(check, { of: "registry", system: name }, failed);
  }
  for await (const { account, projects } of readMemberships(db)) {
    // Of someone who was offboarded, every trace is drift.
    for (const project of account.removedAt ? [] : projects) {
      const known = byProject.get(project.id) ?? { project, members: [] };
      known.members.push(account);
      byProject.set(project.id, known);
    }
    if (wasFoundLocked(account)) continue;
    const expected = await readExpectedIn(db, account);
    for (const provisioner of provisioners.filter(({ name }) => expected.account(name))) {
      const there = projects.filter((project) => expected.membership(project, provisioner.name));
      const compare = () =>
        account.removedAt
          ? findTraces(account, projects, provisioner)
          : account.suspendedAt
            ? findOpenDoor(account, there, provisioner)
            : findDrift(account, there, provisioner, deps);
      yield* unlessFailed(compare, { of: account.username, system: provisioner.name }, failed);
    }
  }
  for (const { project, members } of byProject.values()) {
    // In a project that existed before acct, the other members are not acct's business.
    if (project.adopted) continue;
    for (const provisioner of provisioners) {
      const place = { of: `project ${project.name}`, system: provisioner.name };
      // The same group may be one that people ask for besides their own project.
      const others = await listGroupAccounts(db, provisioner.name, project.name);
      const compare = () => findUnmanaged(project, [...members, ...others], provisioner);
      yield* unlessFailed(compare, place, failed);
    }
  }
}

/** Whether the person was locked everywhere before acct knew them. acct took nothing from them, so what they have left is no drift. */
function wasFoundLocked({ adopted, removedAt, foundBefore }: Membership["account"]): boolean {
  const found = Object.values(foundBefore ?? {});
  // Nothing is noted yet for someone whom acct is about to lock out.
  return adopted && removedAt !== null && found.length > 0 && found.every((state) => state === "locked");
}

async function* unlessFailed(
  compare: () => AsyncGenerator<Drift>,
  place: Pick<Drift, "of" | "system">,
  failed: Set<string>,
): AsyncGenerator<Drift> {
  if (failed.has(place.system)) return;
  try {
    yield* compare();
  } catch (error) {
    failed.add(place.system);
    yield { ...place, what: `comparison failed: ${describeForOperator(error)}`, outcome: "failed" };
  }
}

async function* findUnmanaged(
  project: RegisteredProject,
  members: readonly AccountRef[],
  provisioner: Provisioner,
): AsyncGenerator<Drift> {
  for (const what of await provisioner.findUnmanaged(project, members)) {
    yield { of: `project ${project.name}`, system: provisioner.name, what };
  }
}

async function* findTraces(
  account: Membership["account"],
  projects: Membership["projects"],
  { name: system, findAccess, belongings }: Provisioner,
): AsyncGenerator<Drift> {
  for (const what of (await findAccess?.(account, projects)) ?? []) {
    yield {
      of: account.username,
      system,
      what: `${what}, but ${account.username} was offboarded: run acct offboard ${account.username}`,
    };
  }
  const left = await countLeft(account, projects, belongings);
  if (left !== "")
    yield {
      of: account.username,
      system,
      what: `${account.username} was offboarded, and this is still theirs: ${left}. Give it to someone else there, or delete it`,
    };
}

/** What a system still counts as theirs. A name that belongs to someone else by now has nothing of theirs. */
async function countLeft(
  account: Membership["account"],
  projects: Membership["projects"],
  belongings: Provisioner["belongings"],
): Promise<string> {
  if (!belongings || account.erasedAt) return "";
  const counted = await belongings.count(account, projects).catch((error: unknown) => {
    if (error instanceof NameConflictError || error instanceof RenewedIdError) return [];
    throw error;
  });
  return describeBelongings(counted);
}

/** Someone who is suspended has to be locked out wherever they have an account, and nothing else of theirs is looked at. */
async function* findOpenDoor(
  account: Membership["account"],
  projects: Membership["projects"],
  { name: system, suspend, findLock, findAccess }: Provisioner,
): AsyncGenerator<Drift> {
  if (!suspend || !findLock || (await findLock(account)) !== undefined) return;
  if (findAccess && (await findAccess(account, projects)).length === 0) return;
  const { username } = account;
  yield {
    of: username,
    system,
    what: `${username} isn't locked out, but is suspended: run acct suspend ${username}`,
  };
}

async function* findDrift(
  account: Membership["account"],
  projects: Membership["projects"],
  provisioner: Provisioner,
  deps: ReconcileDeps,
): AsyncGenerator<Drift> {
  await learnId(account, provisioner, deps);
  const found = await provisioner.diff(account, projects);
  const drift = (what: string) => ({ of: account.username, system: provisioner.name, what });
  if (found.length === 0) return;
  if (!deps.fix) {
    yield* found.map(drift);
    return;
  }
  try {
    for (const project of projects) await ensureIn(provisioner, account, project, deps);
  } catch (error) {
    yield {
      ...drift(`${found.join("; ")}; could not be fixed: ${describeForOperator(error)}`),
      outcome: "not fixed",
    };
    return;
  }
  const left = await provisioner.diff(account, projects);
  yield* found.map((what) => ({
    ...drift(what),
    outcome: left.includes(what) ? ("not fixed" as const) : ("fixed" as const),
  }));
}
