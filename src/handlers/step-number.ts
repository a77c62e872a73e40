import { hasEnded, type Request } from "../db/tables/requests.ts";
import { workflowFor } from "../pipeline/workflow-for.ts";
import type { Workflows } from "../pipeline/workflows.ts";
import { KIND_VIEWS } from "../view/kinds/kinds.ts";
import { LAST_RANK, STAGE_VIEWS } from "../view/stages.ts";

/**
 * Describes the progress of a request, such as "Step 5 of 7". Returns undefined if the request ended before its last step.
 * For some kinds, the numbers are those of acct's ticket-driven predecessor, because some people know its steps by heart.
 */
export function describeStepNumber(request: Request, workflows: Workflows): string | undefined {
  const { kind, status, stage } = request;
  if (hasEnded(request) && status !== "closed") return undefined;
  // Most requests have nothing to sign, so these stages count only while a request is at one.
  const workflow = workflowFor(request, workflows).filter(
    ({ name }) => name === stage || !STAGE_VIEWS[name].isConditional,
  );
  const [step, last] = KIND_VIEWS[kind].isNumberedByRank
    ? [STAGE_VIEWS[stage].rank ?? 0, LAST_RANK]
    : [workflow.findIndex(({ name }) => name === stage) + 1, workflow.length];
  return step > 0 ? `Step ${step} of ${last}` : undefined;
}
