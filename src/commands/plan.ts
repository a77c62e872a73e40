import type { Db } from "../db/client.ts";
import { findRequest } from "../db/requests.ts";
import { warningsOf } from "../pipeline/checks/warnings.ts";
import { planOf } from "../pipeline/plan.ts";
import type { Tools } from "../pipeline/tools.ts";

/** What a request would make if it were approved now. Looks everywhere, writes nothing. Throws when there is no such request. */
export async function showPlan(db: Db, id: number, tools: Tools): Promise<string[]> {
  const request = await findRequest(db, id);
  if (!request) throw new Error(`There is no request ${id}.`);
  const [plan, warnings] = await Promise.all([planOf(request, tools), warningsOf(request, tools)]);
  return [...plan, ...warnings.map((warning) => `look twice: ${warning}`)];
}
