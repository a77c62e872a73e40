import { violatedIndex } from "../db/database-lost.ts";
import type { Request } from "../db/tables/requests.ts";
import type { Correctable } from "../view/kinds/kind.ts";
import { type Answers, answersOf, listCorrections, listSuperseded } from "./amend-answers.ts";
import { checkAmended } from "./check-amended.ts";
import { type ChangeResult, type CommandDecision, changeRequest } from "./engine/change-request.ts";
import type { EventActor } from "./engine/changes.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";
import { workflowFor } from "./workflow-for.ts";
import type { Workflows } from "./workflows.ts";

interface Amendment {
  readonly by: EventActor;
  /** The answers that the person has changed; the others stay as they are. */
  readonly answers: Partial<Answers>;
  /** Returns why this person may not correct the request now. Asked under the lock. */
  readonly denial: (request: Request) => string | undefined | Promise<string | undefined>;
}

export type AmendResult =
  | { readonly kind: "invalid"; readonly field: Correctable; readonly why: string }
  | { readonly kind: "unchanged" }
  | ChangeResult;

interface AmendDeps extends PipelineDeps {
  readonly workflows: Workflows;
}

/**
 * Corrects answers of a request that waits for approval, each with what it was before. The plan is made again, whoever approved
 * something else is asked again, and the requester is told. What the person can't know, such as a username that is taken, is checked
 * before anything changes.
 */
export async function amend(
  request: Request,
  { by, answers, denial }: Amendment,
  deps: AmendDeps,
): Promise<AmendResult> {
  const before = answersOf(request);
  const wanted = { ...before, ...answers };
  if (listCorrections(before, wanted).length === 0) return { kind: "unchanged" };
  const checked = await checkAmended(request, wanted, deps);
  if ("why" in checked) return { kind: "invalid", ...checked };
  const { pi } = checked;
  const after = { ...wanted, pi: pi === undefined ? wanted.pi : pi };
  const changes = listCorrections(before, after);
  const changed = changeRequest(request.id, deps, async (current): Promise<CommandDecision> => {
    const why = await denial(current);
    if (why) return { denial: why };
    if (listCorrections(before, answersOf(current)).length > 0)
      return { denial: `Someone else corrected request ${request.id} at the same moment. Look at it again.` };
    const superseded = listSuperseded(current, before, after, deps.rules);
    const { facts } = checked;
    const amended = {
      ...current,
      needsAdmin: facts.needsAdmin ?? current.needsAdmin,
      details: { ...current.details, ...facts.details },
    };
    const stage =
      workflowFor(amended, deps.workflows).find(({ approval }) => approval)?.name ?? current.stage;
    return { command: { kind: "correct", by, stage, facts, pi, changes, superseded } };
  });
  return changed.catch((error: unknown): AmendResult => {
    const taken = TAKEN_MEANWHILE[violatedIndex(error) ?? ""];
    if (!taken) throw error;
    return { kind: "invalid", ...taken };
  });
}

const SAME_PROJECT = {
  field: "project",
  why: "The same person already has an open request for this project.",
} as const;

/** What another open request has taken since it was checked, or has been asking for all along. */
const TAKEN_MEANWHILE: Readonly<Record<string, { readonly field: Correctable; readonly why: string }>> = {
  requests_open_username: { field: "username", why: "Another open request has this username." },
  requests_open_membership: SAME_PROJECT,
  requests_open_project: SAME_PROJECT,
};
