import type { Db } from "../db/client.ts";
import { findRequest } from "../db/requests.ts";
import { findWarnings } from "../pipeline/checks/warnings.ts";
import type { PipelineDeps } from "../pipeline/pipeline-deps.ts";
import { buildPlan } from "../pipeline/plan.ts";
import { describePlanLine } from "../view/plan-line.ts";

/** Describes what a request would create if it were approved now. Read-only. Throws if there is no such request. */
export async function showPlan(db: Db, id: number, deps: PipelineDeps): Promise<string[]> {
  const request = await findRequest(db, id);
  if (!request) throw new Error(`Request ${id} not found.`);
  const [plan, warnings] = await Promise.all([buildPlan(request, deps), findWarnings(request, deps)]);
  return [...plan.map(describePlanLine), ...warnings.map((warning) => `please double-check: ${warning}`)];
}
