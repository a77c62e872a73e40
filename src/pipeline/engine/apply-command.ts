import { applyChange } from "../../db/apply-change.ts";
import type { Db } from "../../db/client.ts";
import { lockRequest } from "../../db/requests.ts";
import type { Request } from "../../db/tables/requests.ts";
import type { Done } from "../stage.ts";
import { workflowFor } from "../workflow-for.ts";
import type { Workflows } from "../workflows.ts";
import type { RequestCommand } from "./request-command.ts";
import { transition } from "./transition.ts";

interface ApplyContext {
  readonly workflows: Workflows;
  readonly now: Date;
}

/**
 * The one door through which people, jobs, new requests and the password page change a request; the engine's fenced settle is
 * the only other. Call it inside a transaction that has locked the row: it applies what the command means, and tells all
 * processes.
 */
export async function applyCommand(
  tx: Db,
  locked: Request,
  command: RequestCommand | Done,
  { workflows, now }: ApplyContext,
): Promise<void> {
  const change = transition(locked, command, workflowFor(locked, workflows), now);
  await applyChange(tx, locked, change, now, { notify: true });
}

/** Does the same for a row that was read without a lock. Returns false if it has changed since, and nothing was applied. */
export async function applyCommandTo(
  tx: Db,
  seen: Request,
  command: RequestCommand,
  context: ApplyContext,
): Promise<boolean> {
  const locked = await lockRequest(tx, seen.id);
  if (locked?.version !== seen.version) return false;
  await applyCommand(tx, locked, command, context);
  return true;
}
