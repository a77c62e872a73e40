import { stateOf } from "../chat/state-of.ts";
import { endLink } from "../db/password-links.ts";
import { isOver, type Request } from "../db/schema.ts";
import { type Acted, type ActingOn, actOn } from "./act-on.ts";
import type { Doer } from "./changes.ts";
import { journeyOf } from "./journey-of.ts";
import type { Journeys } from "./journeys.ts";

interface Withdrawal {
  readonly by: Doer;
  readonly note: string;
  /** Why this person may not, as they see the request. */
  readonly objection?: (request: Request) => string | undefined;
}

/** Takes a request back, and its password link with it; only as long as nothing has been made for it. */
export async function withdraw(
  requestId: number,
  { by, note, objection = () => undefined }: Withdrawal,
  acting: ActingOn,
): Promise<Acted> {
  return actOn(requestId, acting, (request) => {
    const why = objection(request) ?? tooLate(request, acting.journeys);
    if (why) return { objection: why };
    return {
      deed: { kind: "withdraw", by, note },
      also: (tx) => endLink(tx, requestId, acting.now()),
    };
  });
}

function tooLate(request: Request, journeys: Journeys): string | undefined {
  const { id, kind, stage } = request;
  if (isOver(request)) return `Request ${id} is over: ${stateOf(request)}.`;
  if (kind === "password") return undefined;
  const journey = journeyOf(request, journeys);
  const lastWord = journey.findLastIndex(({ decidedBy }) => decidedBy);
  const at = journey.findIndex(({ name }) => name === stage);
  const isNothingMade = !journey.slice(0, at).some(({ changesOutside }) => changesOutside);
  if (at <= lastWord || (request.waitsForDryRun && isNothingMade)) return undefined;
  return `Request ${id} is approved and being carried out: ${stateOf(request)}. Write to us if it should be undone.`;
}
