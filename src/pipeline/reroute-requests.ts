import { isDeepStrictEqual } from "node:util";
import { DECIDERS, type StageName } from "../db/names.ts";
import type { Request } from "../db/tables/requests.ts";
import { listWaitingFor } from "../db/waiting-requests.ts";
import { openApprovals, requiredApprovals } from "./checks/required-approvals.ts";
import { type ChangeRequestDeps, changeRequest } from "./engine/change-request.ts";
import type { Rules } from "./pipeline-deps.ts";
import { workflowFor } from "./workflow-for.ts";

const BY = { id: "acct", name: "acct" };

interface RerouteDeps extends ChangeRequestDeps {
  readonly rules: Pick<Rules, "approvals" | "privilegedProjects">;
}

/**
 * Applies the current setting `approvals` to requests that wait for a decision: one whose approval is no longer needed continues,
 * and one that lacks a new approval, or another number of them, asks for it. Existing approvals stay. This runs at startup,
 * because the setting may have changed. Returns how many requests it changed.
 */
export async function rerouteRequests(deps: RerouteDeps): Promise<number> {
  let moved = 0;
  for (const decider of DECIDERS) {
    for (const { id } of await listWaitingFor(deps.db, decider)) {
      const { kind } = await changeRequest(id, deps, (request) => {
        const stage = request.status === "waiting" ? stageFor(request, deps) : request.stage;
        if (request.status !== "waiting" || (stage === request.stage && asksTheSame(request, deps)))
          return { denial: "It already waits for the right approval." };
        const note = "The required approvals have changed";
        return { command: { kind: "reroute", by: BY, stage, note } };
      });
      if (kind === "done") moved++;
    }
  }
  return moved;
}

/** Tells whether the card says what is needed. A request from an earlier version of acct doesn't say it, and needs no new card. */
function asksTheSame(request: Request, { rules }: RerouteDeps): boolean {
  return (
    request.required.length === 0 || isDeepStrictEqual(request.required, requiredApprovals(request, rules))
  );
}

/** The stage of the first approval that is still missing, or else the stage after all of them. */
function stageFor(request: Request, { workflows, rules }: RerouteDeps): StageName {
  const workflow = workflowFor(request, workflows);
  const open = workflow.find(
    ({ approval }) => approval && openApprovals(request, rules, approval).length > 0,
  );
  const afterAll = workflow[workflow.findLastIndex(({ approval }) => approval) + 1];
  return (open ?? afterAll)?.name ?? request.stage;
}
