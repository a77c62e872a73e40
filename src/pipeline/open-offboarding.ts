import { inTransaction } from "../db/client.ts";
import { findRequest, lockRequest } from "../db/requests.ts";
import type { Account } from "../db/tables/accounts.ts";
import { hasEnded, type Request } from "../db/tables/requests.ts";
import { Failure } from "../failure/failure.ts";
import { listProjectsLosingPi } from "./checks/projects-losing-pi.ts";
import { createRequest } from "./create-request.ts";
import { endAccess } from "./end-access.ts";
import { applyCommand } from "./engine/apply-command.ts";
import type { ChangeRequestDeps } from "./engine/change-request.ts";
import type { EventActor } from "./engine/changes.ts";
import { REQUEST_KINDS } from "./kinds/kinds.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";

export interface OpenOffboardingDeps
  extends ChangeRequestDeps,
    Pick<PipelineDeps, "provisioners" | "quotas" | "rules"> {}

export interface OpenedOffboarding {
  readonly request: Request;
  /** False if the account had been closed before. Then its systems are checked again. */
  readonly isFirst: boolean;
  readonly projectsWithoutPi: readonly string[];
}

/**
 * Closes an account and opens the request that removes its access everywhere, in one transaction: neither exists without the
 * other. If there is an open one already, it looks again right away. The same origin opens only one.
 */
export async function openOffboarding(
  account: Account,
  { origin, by }: { readonly origin: string; readonly by: EventActor },
  deps: OpenOffboardingDeps,
): Promise<OpenedOffboarding> {
  const { username, givenName, familyName } = account;
  return inTransaction(deps.db, async (db) => {
    const within = { ...deps, db };
    const isFirst = await endAccess(account, by, within);
    const projectsWithoutPi = await listProjectsLosingPi(account, db, deps.now());
    const draft = {
      kind: "offboarding" as const,
      origin,
      givenName,
      familyName,
      email: account.email ?? "",
      username,
      // The admin, so that the person who leaves can't do anything with the request.
      requesterUser: by.id,
      details: projectsWithoutPi.length > 0 ? { projectsWithoutPi } : {},
    };
    const plan = await planFor(draft, deps);
    const views = [{ audience: "admin" as const, place: deps.rules.adminChannels }];
    const created = await createRequest(
      { ...draft, plan },
      { by, note: `remove the access of ${username}`, views },
      within,
    );
    if (created.kind === "known") await lookAgain(created.request, by, within);
    const request = await findRequest(db, created.request.id);
    if (!request) throw new Failure(`Request ${created.request.id} not found`);
    return { request, isFirst, projectsWithoutPi };
  });
}

/** The plan names systems and asks none of them, so it can be made within the transaction. */
function planFor(draft: Pick<Request, "kind" | "username" | "details">, deps: OpenOffboardingDeps) {
  const { db, provisioners, quotas } = deps;
  return REQUEST_KINDS[draft.kind].plan(draft as Request, { db, provisioners, quotas, adoption: [] });
}

async function lookAgain(known: Request, by: EventActor, { db, workflows, now }: ChangeRequestDeps) {
  const request = await lockRequest(db, known.id);
  if (!request || hasEnded(request) || request.leaseToken !== null) return;
  const isFresh = request.status === "running" && request.attempt === 0 && request.problem === null;
  if (!isFresh) await applyCommand(db, request, { kind: "retry", by }, { workflows, now: now() });
}
