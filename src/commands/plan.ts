import type { Db } from "../db/client.ts";
import { findRequest } from "../db/requests.ts";
import { findWarnings } from "../pipeline/checks/warnings.ts";
import type { PipelineDeps } from "../pipeline/pipeline-deps.ts";
import { buildPlan } from "../pipeline/plan.ts";

/** What a request would make if it were approved now. Looks everywhere, writes nothing. Throws when there is no such request. */
export async function showPlan(db: Db, id: number, deps: PipelineDeps): Promise<string[]> {
  const request = await findRequest(db, id);
  if (!request) throw new Error(`There is no request ${id}.`);
  const [plan, warnings] = await Promise.all([buildPlan(request, deps), findWarnings(request, deps)]);
  return [...plan, ...warnings.map((warning) => `look twice: ${warning}`)];
}
