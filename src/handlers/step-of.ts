import { isOver, type Request } from "../db/schema.ts";
import { journeyOf } from "../pipeline/journey-of.ts";
import type { Journeys } from "../pipeline/journeys.ts";

/**
 * The steps of an account as the ticket-driven ancestor counted them in its tickets' priorities, for those who know them by
 * heart. It had a 0, too, before it had looked at the request.
 */
const STEPS: Readonly<Record<string, number>> = {
  "verify-identity": 1,
  "await-admin": 1,
  "await-pi": 2,
  "confirm-plan": 3,
  register: 3,
  "create-accounts": 4,
  "add-memberships": 5,
  "hand-over": 6,
  "update-ticket": 6,
  close: 7,
};
const LAST = 7;

/** How far a request has come: "Step 5 of 7". Undefined for one that has ended before its last step. */
export function stepOf(request: Request, journeys: Journeys): string | undefined {
  const { kind, status, stage } = request;
  if (isOver(request) && status !== "closed") return undefined;
  const journey = journeyOf(request, journeys);
  const [step, last] =
    kind === "account"
      ? [STEPS[stage] ?? 0, LAST]
      : [journey.findIndex(({ name }) => name === stage) + 1, journey.length];
  return step > 0 ? `Step ${step} of ${last}` : undefined;
}
