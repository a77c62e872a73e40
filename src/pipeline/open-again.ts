import { findRequest, lockRequest } from "../db/requests.ts";
import type { Account } from "../db/tables/accounts.ts";
import { hasEnded, type Request } from "../db/tables/requests.ts";
import { Failure } from "../failure/failure.ts";
import { createRequest } from "./create-request.ts";
import type { AccessKind } from "./end-open.ts";
import { applyCommand } from "./engine/apply-command.ts";
import type { ChangeRequestDeps } from "./engine/change-request.ts";
import type { EventActor } from "./engine/changes.ts";
import { REQUEST_KINDS } from "./kinds/kinds.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";

export interface AccessDeps
  extends ChangeRequestDeps,
    Pick<PipelineDeps, "provisioners" | "quotas" | "rules"> {}

interface OpenOptions {
  readonly origin: string;
  readonly by: EventActor;
  readonly note: string;
  readonly details?: Request["details"];
}

/**
 * Opens the request of this kind about an account, within the transaction that changes the account. If there is an open one already,
 * it looks again right away. The same origin opens only one.
 */
export async function openOrLookAgain(
  kind: AccessKind,
  { username, givenName, familyName, email }: Account,
  { origin, by, note, details = {} }: OpenOptions,
  deps: AccessDeps,
): Promise<Request> {
  const draft = {
    kind,
    origin,
    givenName,
    familyName,
    email: email ?? "",
    username,
    // The admin, so that the person can't do anything with the request.
    requesterUser: by.id,
    details,
  };
  const { db, provisioners, quotas } = deps;
  // The plan names systems and asks none of them, so it can be made within the transaction.
  const plan = await REQUEST_KINDS[kind].plan(draft as Request, { db, provisioners, quotas, adoption: [] });
  const views = [{ audience: "admin" as const, place: deps.rules.adminChannels }];
  const created = await createRequest({ ...draft, plan }, { by, note, views }, deps);
  if (created.kind === "known") await lookAgain(created.request, by, deps);
  const request = await findRequest(db, created.request.id);
  if (!request) throw new Failure(`Request ${created.request.id} not found`);
  return request;
}

async function lookAgain(known: Request, by: EventActor, { db, workflows, now }: ChangeRequestDeps) {
  const request = await lockRequest(db, known.id);
  if (!request || hasEnded(request) || request.leaseToken !== null) return;
  const isFresh = request.status === "running" && request.attempt === 0 && request.problem === null;
  if (!isFresh) await applyCommand(db, request, { kind: "retry", by }, { workflows, now: now() });
}
