import { DECIDERS, type StageName } from "../db/names.ts";
import type { Request } from "../db/tables/requests.ts";
import { listWaitingFor } from "../db/waiting-requests.ts";
import { type ChangeRequestDeps, changeRequest } from "./engine/change-request.ts";
import { workflowFor } from "./workflow-for.ts";
import type { Workflows } from "./workflows.ts";

const BY = { id: "acct", name: "acct" };

/**
 * Applies the current setting `approvals` to requests that wait for a decision: one whose approval is no longer needed continues,
 * and one that lacks a new approval asks for it. Existing approvals stay. This runs at startup, because the setting may have
 * changed. Returns how many requests it moved.
 */
export async function rerouteRequests(deps: ChangeRequestDeps): Promise<number> {
  let moved = 0;
  for (const approval of DECIDERS) {
    for (const { id } of await listWaitingFor(deps.db, approval)) {
      const { kind } = await changeRequest(id, deps, (request) => {
        const stage = request.status === "waiting" ? stageFor(request, deps.workflows) : request.stage;
        if (stage === request.stage) return { denial: "It already waits for the right approval." };
        const note = "The required approvals have changed";
        return { command: { kind: "reroute", by: BY, stage, note } };
      });
      if (kind === "done") moved++;
    }
  }
  return moved;
}

/** The stage of the first approval that is still missing, or else the stage after all of them. */
function stageFor(request: Request, workflows: Workflows): StageName {
  const workflow = workflowFor(request, workflows);
  const open = workflow.find(
    ({ approval }) => approval && request.decisions[approval]?.verdict !== "approved",
  );
  const afterAll = workflow[workflow.findLastIndex(({ approval }) => approval) + 1];
  return (open ?? afterAll)?.name ?? request.stage;
}
