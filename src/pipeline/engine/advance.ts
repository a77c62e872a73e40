import { isDeepStrictEqual } from "node:util";
import { AwayError, BusyError } from "../../chat/chat.ts";
import { applyChange, carriedApproval } from "../../db/apply-change.ts";
import type { Change } from "../../db/change.ts";
import { type Db, inTransaction } from "../../db/client.ts";
import { isTransientDatabaseError } from "../../db/database-lost.ts";
import { type Leased, returnLease } from "../../db/leases.ts";
import { type Details, type Request, requests } from "../../db/tables/requests.ts";
import { describeFailure, describeForOperator, newReference } from "../../failure/describe-failure.ts";
import { failingSystems } from "../../failure/failing-system.ts";
import { Failure } from "../../failure/failure.ts";
import type { Log } from "../../log.ts";
import type { Counts } from "../../metrics.ts";
import { NotYetError } from "../../provisioners/provisioner.ts";
import { openTicket } from "../outbox/request-ticket.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { type Outcome, type Stage, type Wait, waitForDryRun } from "../stage.ts";
import { workflowFor } from "../workflow-for.ts";
import type { Workflows } from "../workflows.ts";
import { MAX_PROCESS_DEATHS, type StageFailure, transition } from "./transition.ts";

export interface AdvanceContext {
  readonly deps: PipelineDeps;
  readonly workflows: Workflows;
  readonly log: Log;
  readonly counts?: Pick<Counts, "stage">;
  /** Wakes the outbox, because there are new cards or messages. */
  announce(): void;
  /** If true, the current stage is finished and no further one is started. */
  stopping(): boolean;
}

/** The log shows this many characters of a cause first. The whole error follows. */
const MAX_CAUSE = 200;

/**
 * Takes a leased request through its stages until one has to wait.
 * Each stage runs with no transaction open; its outcome is applied in one statement, if the lease is still ours, or in one transaction
 * with the related rows that the stage asks for.
 */
export async function advance(leased: Leased<typeof requests>, context: AdvanceContext): Promise<void> {
  const { deps, workflows, log } = context;
  const { leaseToken, leaseBy } = leased;

  for (let request: Request | undefined = leased; request; ) {
    const outcome = await run(request, workflowFor(request, workflows), deps, log);
    const now = deps.now();
    if (outcome.kind === "later")
      return returnLease(deps.db, requests, { leaseToken, leaseBy }, outcome.from);
    // The history says once what the stage waits for.
    if (outcome.kind === "busy" && outcome.note === request.problem)
      return returnLease(deps.db, requests, { leaseToken, leaseBy }, outcome.retryAt);
    if (outcome.kind === "wait" && outcome.until && saysNothingNew(request, outcome))
      return returnLease(deps.db, requests, { leaseToken, leaseBy }, outcome.until);
    // The facts that the stage found decide which stage comes next.
    const facts = "facts" in outcome ? outcome.facts : undefined;
    const workflow = workflowFor({ ...request, ...facts }, workflows);
    const settled = transition(request, outcome, workflow, now);
    const tickets = openTicket(request, outcome, workflow, deps.rules);
    const change = { ...settled, notifications: [...settled.notifications, ...tickets] };
    const isDue = change.status === "running" && change.attempt === 0 && outcome.kind !== "busy";
    const continues = isDue && !context.stopping();
    const before: Request = request;
    const apply = (db: Db): Promise<number | undefined> =>
      applyChange(db, before, change, now, { leaseToken, keepLease: continues });
    const alongside = outcome.kind === "done" ? outcome.alongside : undefined;
    const version: number | undefined = alongside
      ? await inTransaction(deps.db, async (tx) => {
          const applied = await apply(tx);
          if (applied !== undefined) await alongside(tx, workflows);
          return applied;
        })
      : await apply(deps.db);
    if (version === undefined) {
      log.warn(
        { request: request.id, stage: request.stage },
        "lost the lease; dropping the outcome of the stage",
      );
      return;
    }
    log.info({ request: request.id, stage: request.stage, event: change.event.kind }, change.event.note);
    context.counts?.stage(request.stage, change.event.kind);
    context.announce();
    request = continues ? withChange(request, change, version, now) : undefined;
  }
}

/** The request waits as before, and nothing is known that wasn't known then. */
function saysNothingNew(
  request: Request,
  { for: waitsFor, facts = {}, approvals, notifications }: Wait,
): boolean {
  if (request.status !== "waiting" || request.waitsFor !== waitsFor) return false;
  if (approvals?.given || approvals?.superseded?.length || notifications?.length) return false;
  const { details = {}, ...others } = facts;
  return (
    Object.entries(others).every(([name, value]) => isSame(request[name as keyof Request], value)) &&
    Object.entries(details).every(([name, value]) => isSame(request.details[name as keyof Details], value))
  );
}

/** A missing detail and one that is null are the same. */
const isSame = (one: unknown, other: unknown) => isDeepStrictEqual(toJson(one), toJson(other));
const toJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));

async function run(
  request: Request,
  workflow: readonly Stage[],
  deps: PipelineDeps,
  log: Log,
): Promise<Outcome | StageFailure | Later> {
  const isFinal = request.deaths > MAX_PROCESS_DEATHS;
  try {
    const stage = workflow.find(({ name }) => name === request.stage);
    if (!stage) throw new Failure(`This version of acct has no stage ${request.stage}`);
    if (isFinal) throw new Failure("The process died on every attempt");
    if (stage.changesOutside && deps.rules.dryRun) return waitForDryRun(deps.now());
    return await stage.run(request, deps);
  } catch (error) {
    // Nothing is wrong with the request: it is returned as it is, and its stage runs again.
    if (isTransientDatabaseError(error)) throw error;
    const later = waitForChat(error, request, deps.now());
    if (later) {
      log.warn({ err: error, request: request.id, stage: request.stage }, "stage is waiting for the chat");
      return later;
    }
    const busy = waitForSystem(error, request, deps.now());
    if (busy) return busy;
    const reference = newReference();
    const sentence = describeFailure(error, reference);
    // The cause comes first, in one line, because operators look for it before the error with its stack.
    const cause = (describeForOperator(error).split("\n")[0] ?? "").slice(0, MAX_CAUSE);
    log.error({ reference, cause, request: request.id, stage: request.stage, err: error }, "stage failed");
    const lasts = error instanceof Failure && error.lasts;
    const { adminChannels: channel } = deps.rules;
    const systems = failingSystems(error);
    return { kind: "failure", sentence, reference, channel, systems, isFinal: isFinal || lasts };
  }
}

/** The stage runs again, and nothing is recorded. */
interface Later {
  readonly kind: "later";
  readonly from: Date;
}

/** After this time it counts as a failure, so that an admin looks into it. */
const MAX_SYSTEM_WAIT_MS = 24 * 3_600_000;

/** A system needs another one to be ready first, which takes a while and is no failure. */
function waitForSystem(error: unknown, { stageSince }: Request, now: Date): Outcome | undefined {
  if (!(error instanceof NotYetError)) return undefined;
  if (now.getTime() - stageSince.getTime() > MAX_SYSTEM_WAIT_MS) return undefined;
  return { kind: "busy", note: error.message, retryAt: new Date(now.getTime() + error.waitMs) };
}

const CHAT_PAUSE_MS = 15_000;
const BUSY_SPREAD_MS = 3000;
/** After this time it counts as a failure, which admins see and can retry. */
const MAX_CHAT_WAIT_MS = 6 * 3_600_000;

/** While the chat is down, no request gets stuck, and each continues soon after the chat is back. */
function waitForChat(error: unknown, { stageSince }: Request, now: Date): Later | undefined {
  if (now.getTime() - stageSince.getTime() > MAX_CHAT_WAIT_MS) return undefined;
  // Many requests may wait for the same limit, and shouldn't all come back at the same moment.
  if (error instanceof BusyError)
    return { kind: "later", from: new Date(now.getTime() + error.waitMs + Math.random() * BUSY_SPREAD_MS) };
  if (!(error instanceof AwayError)) return undefined;
  return { kind: "later", from: new Date(now.getTime() + CHAT_PAUSE_MS) };
}

/** The row as `applyChange` has just written it, without reading it again. Only a rule gives an approval in a stage. */
function withChange(
  request: Request,
  { facts, approvals: ofApprovals, ...change }: Change,
  version: number,
  now: Date,
): Request {
  const { status, stage, waitsFor, attempt, runAt, problem } = change;
  const stageSince = stage === request.stage ? request.stageSince : now;
  const clockSince = stage === request.stage ? (facts.clockSince ?? request.clockSince) : now;
  const { given, superseded = [] } = ofApprovals ?? {};
  const kept = request.approvals.filter(({ seq }) => !superseded.includes(seq));
  const approvals = given ? [...kept, { ...carriedApproval(given), seq: version }] : kept;
  const details = { ...request.details, ...facts.details };
  const since = { stageSince, clockSince };
  const settled = { status, stage, waitsFor, attempt, deaths: 0, runAt, problem };
  return { ...request, ...facts, ...settled, ...since, approvals, details, version };
}
