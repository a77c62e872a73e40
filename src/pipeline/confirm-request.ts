import type { Facts } from "../db/change.ts";
import type { Request } from "../db/tables/requests.ts";
import { describeStateForRequester } from "../view/for-requester.ts";
import { type ChangeRequestDeps, type ChangeResult, changeRequest } from "./engine/change-request.ts";
import type { EventActor } from "./engine/changes.ts";

interface Confirmation {
  readonly by: EventActor;
  /** Returns why this person may not answer. */
  readonly denial: (request: Request) => string | undefined;
  /** What only they can say. Undefined if they decline. */
  readonly answers?: Facts | undefined;
}

/** Records that the person for whom someone else asked confirms it, so that it continues, or declines it, which ends it. */
export async function confirmRequest(
  requestId: number,
  { by, denial, answers }: Confirmation,
  deps: ChangeRequestDeps,
): Promise<ChangeResult> {
  return changeRequest(requestId, deps, (request) => {
    const why = denial(request) ?? explainAnswered(request);
    if (why) return { denial: why };
    const { onBehalf } = request.details;
    if (!answers || !onBehalf) return { command: { kind: "decline", by } };
    const confirmed = { ...onBehalf, confirmedAt: deps.now().toISOString() };
    const details = { ...answers.details, onBehalf: confirmed };
    return { command: { kind: "confirm", by, answers: { ...answers, details } } };
  });
}

/** Explains that there is nothing left to confirm. Undefined if there is. */
export const explainAnswered = (request: Request): string | undefined =>
  request.waitsFor === "confirmation"
    ? undefined
    : `There's nothing to confirm. Request ${request.id}: ${describeStateForRequester(request)}.`;
