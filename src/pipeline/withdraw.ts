import { revokeLink } from "../db/password-links.ts";
import { hasEnded, type Request } from "../db/tables/requests.ts";
import { tooLateToWithdraw } from "../view/for-requester.ts";
import { KIND_VIEWS } from "../view/kinds/kinds.ts";
import { type ChangeRequestDeps, type ChangeResult, changeRequest } from "./engine/change-request.ts";
import type { EventActor } from "./engine/changes.ts";
import { workflowFor } from "./workflow-for.ts";
import type { Workflows } from "./workflows.ts";

interface Withdrawal {
  readonly by: EventActor;
  readonly note: string;
  /** Returns why this person may not withdraw the request, as they see it. */
  readonly denial?: (request: Request) => string | undefined;
  /** People contact this address when it is too late to withdraw. */
  readonly help?: string;
}

/** Withdraws a request and its password link, but only while nothing has been created for it. */
export async function withdraw(
  requestId: number,
  { by, note, denial = () => undefined, help = "us" }: Withdrawal,
  deps: ChangeRequestDeps,
): Promise<ChangeResult> {
  return changeRequest(requestId, deps, (request) => {
    const why = denial(request);
    if (why) return { denial: why };
    if (isTooLate(request, deps.workflows)) return { denial: tooLateToWithdraw(request, help) };
    return {
      command: { kind: "withdraw", by, note },
      sideEffects: (tx) => revokeLink(tx, requestId, deps.now()),
    };
  });
}

function isTooLate(request: Request, workflows: Workflows): boolean {
  const { kind, stage } = request;
  if (hasEnded(request)) return true;
  // Someone who sees a slip at once is faster than the stage that begins to wait.
  if (KIND_VIEWS[kind].isAlwaysWithdrawable || stage === "undo-period") return false;
  const workflow = workflowFor(request, workflows);
  const lastApproval = workflow.findLastIndex(({ approval }) => approval);
  const at = workflow.findIndex(({ name }) => name === stage);
  const isNothingCreated = !workflow.slice(0, at).some(({ changesOutside }) => changesOutside);
  return at > lastApproval && !(request.waitsFor === "dry-run" && isNothingCreated);
}
