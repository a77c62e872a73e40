import { setTimeout as pause } from "node:timers/promises";
import { applyChange } from "../../db/apply-change.ts";
import { type Db, inTransaction } from "../../db/client.ts";
import { isLocked } from "../../db/database-lost.ts";
import { lockRequestNow } from "../../db/requests.ts";
import type { Request } from "../../db/schema.ts";
import type { Line } from "../../view/notice.ts";
import { workflowFor } from "../workflow-for.ts";
import type { Workflows } from "../workflows.ts";
import { transition } from "./transition.ts";
import type { Action } from "./transition-by-action.ts";

export interface ChangeRequestDeps {
  readonly db: Db;
  readonly workflows: Workflows;
  readonly now: () => Date;
}

/** Under the lock: what is done to the request, or why it is not. `also` writes what belongs to it, in the same transaction. */
export type ActionDecision =
  | { readonly action: Action; readonly also?: (tx: Db) => Promise<void> }
  | { readonly denial: Line };

export type ChangeResult =
  | { readonly kind: "done"; readonly request: Request; readonly denial?: undefined }
  | { readonly kind: "refused"; readonly request: Request; readonly denial: Line }
  /** There is no such request, or somebody holds its row, past everything that acct does. */
  | { readonly kind: "unknown" | "locked"; readonly denial: Line };

/**
 * The one way in which people change a request: under the row's lock `judge` sees it as it is, and its action is settled,
 * with event and messages, or nothing is. Says why not in a sentence for the person.
 */
export async function changeRequest(
  requestId: number,
  { db, workflows, now }: ChangeRequestDeps,
  judge: (request: Request, tx: Db) => ActionDecision | Promise<ActionDecision>,
): Promise<ChangeResult> {
  const attempt = () =>
    inTransaction(db, async (tx): Promise<ChangeResult> => {
      const request = await lockRequestNow(tx, requestId);
      if (!request) return { kind: "unknown", denial: `There is no request ${requestId}.` };
      const judged = await judge(request, tx);
      if ("denial" in judged) return { kind: "refused", request, denial: judged.denial };

      const at = now();
      await applyChange(
        tx,
        request,
        transition(request, judged.action, workflowFor(request, workflows), at),
        at,
        {
          notify: true,
        },
      );
      await judged.also?.(tx);
      return { kind: "done", request };
    });
  return unlessLocked(attempt, {
    kind: "locked",
    denial: `Something in the database holds on to request ${requestId} just now, so nothing was changed. Try again in a minute.`,
  });
}

const LOCKED_MS = 2000;
const LOOK_MS = 50;

/** Asks again for a while, and holds no connection while it waits: clicks on a row that is locked would use them all up. */
async function unlessLocked(
  attempt: () => Promise<ChangeResult>,
  locked: ChangeResult,
): Promise<ChangeResult> {
  const until = performance.now() + LOCKED_MS;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!isLocked(error)) throw error;
      if (performance.now() > until) return locked;
      await pause(LOOK_MS * Math.random());
    }
  }
}
