import { findOpenRequest, lockRequest } from "../db/requests.ts";
import type { Account } from "../db/tables/accounts.ts";
import { hasEnded } from "../db/tables/requests.ts";
import { Failure } from "../failure/failure.ts";
import { applyCommand } from "./engine/apply-command.ts";
import type { ChangeRequestDeps } from "./engine/change-request.ts";
import type { EventActor } from "./engine/changes.ts";
import { REQUEST_KINDS } from "./kinds/kinds.ts";

/**
 * Ends the open offboarding of an account that is to be used again, inside the transaction that reopens it. Throws a `Failure` if a
 * process is removing the access at this moment, because it would remove what is being restored.
 */
export async function endOffboarding(
  { username, email }: Account,
  by: EventActor,
  { db, workflows, now }: ChangeRequestDeps,
): Promise<void> {
  const kind = "offboarding";
  const collision = REQUEST_KINDS[kind].collidesWith({ email: email ?? "", username });
  const open = await findOpenRequest(db, kind, collision);
  const request = open && (await lockRequest(db, open.id));
  if (!request || hasEnded(request)) return;
  if (request.leaseToken !== null) {
    throw new Failure(
      `Request ${request.id} is removing the access of ${username} right now, so nothing changed. Try again in a minute.`,
    );
  }
  await applyCommand(
    db,
    request,
    { kind: "withdraw", by, note: "the account was resumed" },
    { workflows, now: now() },
  );
}
