import { recordExternalId } from "../db/external-ids.ts";
import type { Account } from "../db/tables/accounts.ts";
import type { Project } from "../db/tables/projects.ts";
import { Failure } from "../failure/failure.ts";
import type { Ensured, FoundIds, Provisioner } from "../provisioners/provisioner.ts";
import { NotYetError } from "../provisioners/provisioner.ts";
import { keepLockedOut } from "./lock-out.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";
import { type InOrder, runInOrder } from "./run-in-order.ts";

type Deps = Pick<PipelineDeps, "db" | "now" | "provisioners">;

/** Makes sure in every system, in order, that the person, the project and the membership exist, and stores the IDs that they have there. */
export async function ensureEverywhere(
  account: Account,
  project: Project,
  deps: Deps,
): Promise<InOrder<Ensured>[]> {
  return runInOrder(deps.provisioners, async (system) => {
    const ensured = await ensureIn(system, account, project, deps);
    await keepLockedOut(system, account, deps.db);
    return ensured;
  });
}

/** Does the same in one system. */
export async function ensureIn(
  { name, ensure }: Pick<Provisioner, "name" | "ensure">,
  account: Account,
  project: Project,
  deps: Pick<Deps, "db" | "now">,
): Promise<Ensured> {
  const ensured = await ensure(account, project);
  await storeIds(name, ensured, { account, project }, deps);
  return ensured;
}

/**
 * Makes sure in every system, in order, that an existing person is a member of the project. Someone from before acct may not be
 * in a system yet, and is created there. Throws what the first system threw.
 */
export async function joinEverywhere(account: Account, project: Project, deps: Deps): Promise<void> {
  const results = await runInOrder(deps.provisioners, async (system) => {
    const join = account.requestId === null ? system.ensure : system.ensureMember;
    await storeIds(system.name, await join(account, project), { account, project }, deps);
    await keepLockedOut(system, account, deps.db);
  });
  const error = firstError(results);
  if (error !== undefined) throw error;
}

async function storeIds(
  system: string,
  found: FoundIds,
  { account, project }: { readonly account: Account; readonly project: Project },
  { db, now }: Pick<Deps, "db" | "now">,
): Promise<void> {
  if (found.account)
    await recordExternalId(db, { accountId: account.id }, { system, ...found.account }, now());
  if (found.project)
    await recordExternalId(db, { projectId: project.id }, { system, ...found.project }, now());
}

/** The error to report: one that lasts, because an admin has to act; what only has to wait counts last. */
export function firstError(results: readonly InOrder<unknown>[]): unknown {
  const errors = results.flatMap((result) => (result.status === "failed" ? [result.error] : []));
  return (
    errors.find((error) => error instanceof Failure && error.lasts) ??
    errors.find((error) => !(error instanceof NotYetError)) ??
    errors[0]
  );
}
