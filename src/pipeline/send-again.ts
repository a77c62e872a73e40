import { sendUndeliveredAgain } from "../db/notifications.ts";
import { type ChangeRequestDeps, type ChangeResult, changeRequest } from "./engine/change-request.ts";
import type { EventActor } from "./engine/changes.ts";

/** Puts the messages about a request back into the outbox that acct has given up. Denies it if there are none. */
export function sendAgain(requestId: number, by: EventActor, deps: ChangeRequestDeps): Promise<ChangeResult> {
  return changeRequest(requestId, deps, async (_, tx) => {
    const count = await sendUndeliveredAgain(tx, requestId, deps.now());
    if (count === 0)
      return {
        denial: `All messages about request ${requestId} have been delivered, or are still being sent.`,
      };
    return { command: { kind: "send-again", by, count } };
  });
}
