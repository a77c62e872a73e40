import { setTimeout as pause } from "node:timers/promises";
import { type Db, inTransaction } from "../../db/client.ts";
import { isLocked } from "../../db/database-lost.ts";
import { lockRequestNow } from "../../db/requests.ts";
import type { Request } from "../../db/tables/requests.ts";
import type { Line } from "../../view/notice.ts";
import type { Workflows } from "../workflows.ts";
import { applyAction } from "./apply-action.ts";
import type { Action } from "./transition-by-action.ts";

export interface ChangeRequestDeps {
  readonly db: Db;
  readonly workflows: Workflows;
  readonly now: () => Date;
}

/** Decided under the lock: the action, or why there is none. `also` writes related rows in the same transaction. */
export type ActionDecision =
  | { readonly action: Action; readonly also?: (tx: Db) => Promise<void> }
  | { readonly denial: Line };

export type ChangeResult =
  | { readonly kind: "done"; readonly request: Request; readonly denial?: undefined }
  | { readonly kind: "refused"; readonly request: Request; readonly denial: Line }
  /** There is no such request, or something holds its row for longer than acct ever does. */
  | { readonly kind: "unknown" | "locked"; readonly denial: Line };

/**
 * The only way in which people change a request. Under the row's lock, `judge` sees the current request, and its action is
 * applied together with the event and messages, or nothing is. A denial is a sentence for the person.
 */
export async function changeRequest(
  requestId: number,
  { db, workflows, now }: ChangeRequestDeps,
  judge: (request: Request, tx: Db) => ActionDecision | Promise<ActionDecision>,
): Promise<ChangeResult> {
  const attempt = () =>
    inTransaction(db, async (tx): Promise<ChangeResult> => {
      const request = await lockRequestNow(tx, requestId);
      if (!request) return { kind: "unknown", denial: `Request ${requestId} not found.` };
      const decided = await judge(request, tx);
      if ("denial" in decided) return { kind: "refused", request, denial: decided.denial };

      await applyAction(tx, request, decided.action, { workflows, now: now() });
      await decided.also?.(tx);
      return { kind: "done", request };
    });
  return unlessLocked(attempt, {
    kind: "locked",
    denial: `Request ${requestId} is locked in the database right now, so nothing changed. Try again in a minute.`,
  });
}

const MAX_LOCKED_MS = 2000;
const POLL_MS = 50;

/** Retries for a while. It holds no connection in between, or clicks on a locked row would use up all of them. */
async function unlessLocked(
  attempt: () => Promise<ChangeResult>,
  locked: ChangeResult,
): Promise<ChangeResult> {
  const until = performance.now() + MAX_LOCKED_MS;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!isLocked(error)) throw error;
      if (performance.now() > until) return locked;
      await pause(POLL_MS * Math.random());
    }
  }
}
