import { nextGivable } from "../../db/never-given.ts";
import { countLeft, explainUsedUp, nextNumber } from "../../db/numbers.ts";
import { findProject } from "../../db/projects.ts";
import type { Request } from "../../db/tables/requests.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";

/**
 * Checks that there are numbers for the account, and for its project if it has none yet. Takes none. Throws a `Failure` that lasts
 * and names the setting if none is left: the request is kept until an admin has extended the range.
 */
export async function requireNumbers(request: Request, deps: PipelineDeps): Promise<void> {
  await requireNumber("uidNumber", deps);
  await requireGidNumber(request.project ?? "", deps);
}

/** Does the same for a project alone. */
export async function requireGidNumber(project: string, deps: PipelineDeps): Promise<void> {
  const hasNumber = (await findProject(deps.db, project)) ?? (await deps.namespace?.findGroup(project));
  if (!hasNumber) await requireNumber("gidNumber", deps);
}

async function requireNumber(
  attribute: "uidNumber" | "gidNumber",
  { db, namespace, rules }: PipelineDeps,
): Promise<void> {
  if (namespace?.takeNumber) {
    await namespace.peekNumber?.(attribute, nextGivable);
    return;
  }
  const name = `${attribute}s` as const;
  const range = rules.registry[name];
  const next = await nextNumber(db, name, range.from);
  // Usually the next number is free. Only otherwise is it worth listing all of them.
  if (next <= range.to && !(await isTaken(attribute, next, namespace))) return;
  const taken = next <= range.to ? ((await namespace?.listNumbers(attribute)) ?? []) : [];
  if (countLeft({ from: next, to: range.to }, taken) === 0) throw explainUsedUp(name, range);
}

const isTaken = (
  attribute: "uidNumber" | "gidNumber",
  number: number,
  namespace: PipelineDeps["namespace"],
): Promise<boolean> | undefined =>
  attribute === "uidNumber" ? namespace?.isUidNumberTaken(number) : namespace?.isGidNumberTaken(number);
