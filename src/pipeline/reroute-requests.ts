import { APPROVALS, type StageName } from "../db/names.ts";
import type { Request } from "../db/schema.ts";
import { listWaitingFor } from "../db/waiting-requests.ts";
import { type ChangeRequestDeps, changeRequest } from "./engine/change-request.ts";
import { workflowFor } from "./workflow-for.ts";
import type { Workflows } from "./workflows.ts";

const BY = { id: "acct", name: "acct" };

/**
 * Moves what waits for a decision to where the setting `approvals` wants it now: a request that waits for an approval which is
 * no longer needed continues, and one that lacks a new approval asks for it. What was approved stays approved. Run at startup,
 * because the setting may have changed. Returns how many requests it moved.
 */
export async function rerouteRequests(acting: ChangeRequestDeps): Promise<number> {
  let moved = 0;
  for (const approval of APPROVALS) {
    for (const { id } of await listWaitingFor(acting.db, approval)) {
      const { kind } = await changeRequest(id, acting, (request) => {
        const stage = request.status === "waiting" ? stageFor(request, acting.workflows) : request.stage;
        if (stage === request.stage) return { denial: "It already waits for the right approval." };
        const note = "The setting of who approves has changed";
        return { action: { kind: "reroute", by: BY, stage, note } };
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
  const behindAll = workflow[workflow.findLastIndex(({ approval }) => approval) + 1];
  return (open ?? behindAll)?.name ?? request.stage;
}
