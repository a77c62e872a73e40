import { type Db, inTransaction } from "../db/client.ts";
import type { Surface } from "../db/names.ts";
import { findRequest, lockRequest } from "../db/requests.ts";
import type { Account } from "../db/tables/accounts.ts";
import type { NewApproval } from "../db/tables/approvals.ts";
import { hasEnded, type Leaving, type Request } from "../db/tables/requests.ts";
import { Failure } from "../failure/failure.ts";
import { listProjectsLosingPi } from "./checks/projects-losing-pi.ts";
import {
  openApprovals,
  requiredApprovals,
  staleApprovals,
  validApprovals,
} from "./checks/required-approvals.ts";
import { createRequest } from "./create-request.ts";
import { applyCommand } from "./engine/apply-command.ts";
import type { ChangeRequestDeps } from "./engine/change-request.ts";
import type { EventActor } from "./engine/changes.ts";
import type { RequestCommand } from "./engine/request-command.ts";
import { hashPlan } from "./hash-plan.ts";
import { REQUEST_KINDS } from "./kinds/kinds.ts";
import { explainOwnerNeeded } from "./leaving/explain-owner-needed.ts";
import { whatHasGrown } from "./leaving/what-has-grown.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";

export interface OpenOffboardingDeps
  extends ChangeRequestDeps,
    Pick<PipelineDeps, "provisioners" | "quotas" | "rules"> {}

interface OffboardingInput {
  readonly origin: string;
  readonly by: EventActor;
  /** The username of the account that gets what moves; undefined if no one is named. */
  readonly newOwner: string | undefined;
  /** Set if `by` is an admin who has decided already, and whose approval counts. */
  readonly approval?: GivenAhead | undefined;
}

interface GivenAhead {
  readonly surface: Surface;
  readonly email?: string | undefined;
  /** The counts that they have seen. Without them, they have decided that the person leaves, whatever there is. */
  readonly seen?: Leaving | undefined;
}

export interface OpenedOffboarding {
  readonly request: Request;
  /** False if the account had been closed before. Then its systems are checked again. */
  readonly isFirst: boolean;
  readonly projectsWithoutPi: readonly string[];
}

/**
 * Opens the request that ends the access of an account, and closes the account once it is approved. Asks no system. If there is an
 * open one already, it looks again right away, and goes to the new owner that is named now. The same origin opens only one.
 */
export async function openOffboarding(
  account: Account,
  input: OffboardingInput,
  deps: OpenOffboardingDeps,
): Promise<OpenedOffboarding> {
  const { origin, by, newOwner, approval } = input;
  const { username, givenName, familyName } = account;
  return inTransaction(deps.db, async (db) => {
    const within = { ...deps, db };
    const projectsWithoutPi = await listProjectsLosingPi(account, db, deps.now());
    const leaving = approval?.seen ?? {
      ...(newOwner === undefined ? {} : { newOwner }),
      projects: [],
      counted: [],
    };
    const draft = {
      kind: "offboarding" as const,
      origin,
      givenName,
      familyName,
      email: account.email ?? "",
      username,
      // The admin, so that the person who leaves can't do anything with the request.
      requesterUser: by.id,
      details: { leaving, projectsWithoutPi },
    };
    const plan = await planFor(draft, deps);
    const views = [{ audience: "admin" as const, place: deps.rules.adminChannels }];
    const created = await createRequest(
      { ...draft, plan },
      { by, note: `remove the access of ${username}`, views },
      within,
    );
    if (created.kind === "known") await goOn(created.request, input, within);
    if (approval) await approve(created.request.id, { ...input, approval, facts: draft.details }, within);
    const request = await findRequest(db, created.request.id);
    if (!request) throw new Failure(`Request ${created.request.id} not found`);
    return { request, isFirst: account.removedAt === null, projectsWithoutPi };
  });
}

/** The plan names systems and asks none of them, so it can be made within the transaction. */
function planFor(draft: Pick<Request, "kind" | "username" | "details">, deps: OpenOffboardingDeps) {
  const { db, provisioners, quotas } = deps;
  return REQUEST_KINDS[draft.kind].plan(draft as Request, { db, provisioners, quotas, adoption: [] });
}

/** Locks the request, unless it has ended or a process is working on it. */
async function lockFree(id: number, db: Db): Promise<Request | undefined> {
  const request = await lockRequest(db, id);
  return !request || hasEnded(request) || request.leaseToken !== null ? undefined : request;
}

/** Goes on with an open request: with another new owner, or by looking again. */
async function goOn(known: Request, { by, newOwner }: OffboardingInput, deps: OpenOffboardingDeps) {
  const { db, workflows, now } = deps;
  const request = await lockFree(known.id, db);
  if (!request) return;
  const isFresh = request.status === "running" && request.attempt === 0 && request.problem === null;
  const isSameOwner = newOwner === undefined || newOwner === request.details.leaving?.newOwner;
  const command: RequestCommand | undefined = !isSameOwner
    ? { kind: "choose-owner", by, newOwner }
    : isFresh || request.waitsFor === "admin"
      ? undefined
      : { kind: "retry", by };
  if (command) await applyCommand(db, request, command, { workflows, now: now() });
}

interface ApprovalInput extends OffboardingInput {
  readonly approval: GivenAhead;
  readonly facts: Request["details"];
}

/** Records the approval, for what the person has seen or for whatever will be counted. Once it is approved, nothing is left to do. */
async function approve(id: number, { by, approval, facts }: ApprovalInput, deps: OpenOffboardingDeps) {
  const { db, workflows, now, rules } = deps;
  const { seen, surface, email } = approval;
  const request = await lockFree(id, db);
  if (!request || !APPROVABLE.has(request.stage)) return;
  // Someone has to be named first, and the request asks for that.
  if (seen && explainOwnerNeeded(seen) !== undefined) return;
  const { isClosed } = request.details.leaving ?? {};
  const details = seen
    ? { ...request.details, ...facts, leaving: { ...seen, ...(isClosed ? { isClosed } : {}) } }
    : request.details;
  const plan = seen ? await planFor({ ...request, details }, deps) : request.plan;
  const asked = { ...request, details };
  const name = requiredApprovals(asked, rules).find(({ from }) => from.some(isAdmin))?.name;
  if (name === undefined) return;
  const given: NewApproval = {
    name,
    verdict: "approved",
    by: by.id,
    byName: by.name,
    ...(email ? { email: email.toLowerCase() } : {}),
    roles: ["admin"],
    address: request.email.toLowerCase(),
    pi: null,
    at: now().toISOString(),
    surface,
    plan,
    planHash: hashPlan(plan),
  };
  const isAsBefore = !seen || isCovered(request.details.leaving, seen);
  const superseded = isAsBefore
    ? [
        ...staleApprovals(request),
        ...request.approvals.filter((one) => one.by === by.id).map(({ seq }) => seq),
      ]
    : request.approvals.map(({ seq }) => seq);
  const approvals = [
    ...validApprovals(request).filter(({ seq }) => !superseded.includes(seq)),
    { ...given, seq: 0 },
  ];
  const isComplete = openApprovals({ ...asked, approvals }, rules).length === 0;
  // What they have seen needn't be counted first.
  const isLast = request.stage === "count-belongings" ? seen !== undefined : isComplete;
  await applyCommand(
    db,
    request,
    { kind: "decide", approval: given, isLast, superseded, ...(seen ? { seen: { plan, details } } : {}) },
    { workflows, now: now() },
  );
}

/** The stages before the account is closed in which approvals can be given. */
const APPROVABLE: ReadonlySet<string> = new Set(["count-belongings", "await-admin"]);

const isAdmin = ({ role }: { readonly role: string }) => role === "admin";

/** Tells whether those who approved the one have also approved the other. */
const isCovered = (approved: Leaving | undefined, seen: Leaving): boolean =>
  approved !== undefined && approved.newOwner === seen.newOwner && whatHasGrown(approved, seen).length === 0;
