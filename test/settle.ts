import { leaseRequest } from "../src/db/leases.ts";
import { findRequest } from "../src/db/requests.ts";
import type { Request } from "../src/db/tables/requests.ts";
import { openLog } from "../src/log.ts";
import { advance } from "../src/pipeline/engine/advance.ts";
import type { PipelineDeps } from "../src/pipeline/pipeline-deps.ts";
import type { Workflows } from "../src/pipeline/workflows.ts";

/** Runs the stages of a request as a process does, until it has to wait or has ended. Returns the request as it is then. */
export async function settle(
  id: number,
  deps: PipelineDeps & { readonly workflows: Workflows },
): Promise<Request> {
  const leased = await leaseRequest(deps.db, id, { by: 7, now: deps.now(), leaseMs: 60_000 });
  if (leased) {
    await advance(leased, {
      deps,
      workflows: deps.workflows,
      log: openLog("silent"),
      announce: () => undefined,
      stopping: () => false,
    });
  }
  const request = await findRequest(deps.db, id);
  if (!request) throw new Error(`There is no request ${id}`);
  return request;
}
