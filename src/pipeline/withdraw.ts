import { tooLateToWithdraw } from "../chat/for-requester.ts";
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
  /** Whom to write to when it is too late. */
  readonly help?: string;
}

/** Takes a request back, and its password link with it; only as long as nothing has been made for it. */
export async function withdraw(
  requestId: number,
  { by, note, objection = () => undefined, help = "us" }: Withdrawal,
  acting: ActingOn,
): Promise<Acted> {
  return actOn(requestId, acting, (request) => {
    const why = objection(request);
    if (why) return { objection: why };
    if (isTooLate(request, acting.journeys)) return { objection: tooLateToWithdraw(request, help) };
    return {
      deed: { kind: "withdraw", by, note },
      also: (tx) => endLink(tx, requestId, acting.now()),
    };
  });
}

function isTooLate(request: Request, journeys: Journeys): boolean {
  const { kind, stage } = request;
  if (isOver(request)) return true;
  if (kind === "password") return false;
  const journey = journeyOf(request, journeys);
  const lastWord = journey.findLastIndex(({ decidedBy }) => decidedBy);
  const at = journey.findIndex(({ name }) => name === stage);
  const isNothingMade = !journey.slice(0, at).some(({ changesOutside }) => changesOutside);
  return at > lastWord && !(request.waitsForDryRun && isNothingMade);
}
