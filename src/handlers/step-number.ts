import { hasEnded, type Request } from "../db/schema.ts";
import { workflowFor } from "../pipeline/workflow-for.ts";
import type { Workflows } from "../pipeline/workflows.ts";
import { LAST_RANK, STAGE_VIEWS } from "../view/stages.ts";

/**
 * How far a request has come: "Step 5 of 7". Undefined for one that ended before its last step. Accounts are counted as the
 * ticket-driven ancestor did, for those who know its steps by heart.
 */
export function describeStepNumber(request: Request, workflows: Workflows): string | undefined {
  const { kind, status, stage } = request;
  if (hasEnded(request) && status !== "closed") return undefined;
  const workflow = workflowFor(request, workflows);
  const [step, last] =
    kind === "account"
      ? [STAGE_VIEWS[stage].rank ?? 0, LAST_RANK]
      : [workflow.findIndex(({ name }) => name === stage) + 1, workflow.length];
  return step > 0 ? `Step ${step} of ${last}` : undefined;
}
