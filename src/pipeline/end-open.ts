import type { Kind } from "../db/names.ts";
import { findOpenRequest, lockRequest } from "../db/requests.ts";
import type { Account } from "../db/tables/accounts.ts";
import { hasEnded, type Request } from "../db/tables/requests.ts";
import { Failure } from "../failure/failure.ts";
import { applyCommand } from "./engine/apply-command.ts";
import type { ChangeRequestDeps } from "./engine/change-request.ts";
import type { EventActor } from "./engine/changes.ts";
import { REQUEST_KINDS } from "./kinds/kinds.ts";

/** The kinds that change who can use an account, so that only one of them may be at work. */
export type AccessKind = Extract<Kind, "offboarding" | "suspension" | "resumption">;

const AT_WORK: Readonly<Record<AccessKind, (username: string) => string>> = {
  offboarding: (username) => `is removing the access of ${username}`,
  suspension: (username) => `is suspending ${username}`,
  resumption: (username) => `is restoring the access of ${username}`,
};

/**
 * Ends the open request of this kind about an account, inside the transaction that opens the one that undoes it. `note` says why.
 * Throws a `Failure` if a process works on it at this moment, because it would undo what comes next. Returns the request that
 * it ended; undefined if there was none.
 */
export async function endOpen(
  kind: AccessKind,
  { username, email }: Pick<Account, "username" | "email">,
  { by, note }: { readonly by: EventActor; readonly note: string },
  { db, workflows, now }: ChangeRequestDeps,
): Promise<Request | undefined> {
  const collision = REQUEST_KINDS[kind].collidesWith({ email: email ?? "", username });
  const open = await findOpenRequest(db, kind, collision);
  const request = open && (await lockRequest(db, open.id));
  if (!request || hasEnded(request)) return undefined;
  if (request.leaseToken !== null) {
    throw new Failure(
      `Request ${request.id} ${AT_WORK[kind](username)} right now, so nothing changed. Try again in a minute.`,
    );
  }
  await applyCommand(db, request, { kind: "withdraw", by, note }, { workflows, now: now() });
  return request;
}
