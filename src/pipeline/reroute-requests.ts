import type { Request } from "../db/schema.ts";
import { listWaitingAt } from "../db/waiting-requests.ts";
import { type ActingOn, actOn } from "./act-on.ts";
import { journeyOf } from "./journey-of.ts";
import type { Journeys } from "./journeys.ts";
import { awaitAdmin } from "./stages/await-admin.ts";
import { awaitPi } from "./stages/await-pi.ts";

const BY = { id: "acct", name: "acct" };

/**
 * Moves what waits for a decision to where today's setting `approvals` wants it: a request that waits for an approval which
 * is not needed any more goes on, and one that lacks a new one asks for it. What was approved stays approved. Run at a start,
 * when the setting may have changed. Returns how many requests it moved.
 */
export async function rerouteRequests(acting: ActingOn): Promise<number> {
  let moved = 0;
  for (const { name } of [awaitAdmin, awaitPi]) {
    for (const { id } of await listWaitingAt(acting.db, name)) {
      const { kind } = await actOn(id, acting, (request) => {
        const stage = request.status === "waiting" ? stageFor(request, acting.journeys) : request.stage;
        if (stage === request.stage) return { objection: "It waits where it should." };
        const note = "the setting of who approves has changed";
        return { deed: { kind: "reroute", by: BY, stage, note } };
      });
      if (kind === "done") moved++;
    }
  }
  return moved;
}

/** The first approval that is still to be given, or else the stage behind them all. */
function stageFor(request: Request, journeys: Journeys): string {
  const journey = journeyOf(request, journeys);
  const open = journey.find(
    ({ decidedBy }) => decidedBy && request.decisions[decidedBy]?.verdict !== "approved",
  );
  const behindAll = journey[journey.findLastIndex(({ decidedBy }) => decidedBy) + 1];
  return (open ?? behindAll)?.name ?? request.stage;
}
