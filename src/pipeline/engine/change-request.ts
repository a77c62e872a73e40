import { setTimeout as pause } from "node:timers/promises";
import { type Db, inTransaction } from "../../db/client.ts";
import { isLocked } from "../../db/database-lost.ts";
import { lockRequestNow } from "../../db/requests.ts";
import type { Request } from "../../db/tables/requests.ts";
import type { Line } from "../../view/notice.ts";
import type { Workflows } from "../workflows.ts";
import { applyCommand } from "./apply-command.ts";
import type { RequestCommand } from "./request-command.ts";

export interface ChangeRequestDeps {
  readonly db: Db;
  readonly workflows: Workflows;
  readonly now: () => Date;
}

/** The decision under the lock: a command, or the reason why there is none. `sideEffects` writes related rows in the same transaction. */
export type CommandDecision =
  | { readonly command: RequestCommand; readonly sideEffects?: (tx: Db) => Promise<void> }
  | { readonly denial: Line };

export type ChangeResult =
  | { readonly kind: "done"; readonly request: Request; readonly denial?: undefined }
  | { readonly kind: "refused"; readonly request: Request; readonly denial: Line }
  /** There is no such request, or something holds its row for longer than acct ever does. */
  | { readonly kind: "unknown" | "locked"; readonly denial: Line };

/**
 * The only way in which people change a request. Under the row's lock, `decide` sees the current request, and its command is
 * applied together with the event and messages, or nothing is. A denial is a sentence for the person.
 */
export async function changeRequest(
  requestId: number,
  { db, workflows, now }: ChangeRequestDeps,
  decide: (request: Request, tx: Db) => CommandDecision | Promise<CommandDecision>,
): Promise<ChangeResult> {
  const attempt = () =>
    inTransaction(db, async (tx): Promise<ChangeResult> => {
      const request = await lockRequestNow(tx, requestId);
      if (!request) return { kind: "unknown", denial: `Request ${requestId} not found.` };
      const decided = await decide(request, tx);
      if ("denial" in decided) return { kind: "refused", request, denial: decided.denial };

      await applyCommand(tx, request, decided.command, { workflows, now: now() });
      await decided.sideEffects?.(tx);
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
