import { AwayError, BusyError } from "../../chat/chat.ts";
import { applyChange } from "../../db/apply-change.ts";
import type { Change } from "../../db/change.ts";
import { isTransientDatabaseError } from "../../db/database-lost.ts";
import { type Leased, returnLease } from "../../db/leases.ts";
import { type Request, requests } from "../../db/schema.ts";
import { describeFailure, describeForOperator, newReference } from "../../failure/describe-failure.ts";
import { Failure } from "../../failure/failure.ts";
import type { Log } from "../../log.ts";
import type { Counts } from "../../metrics.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { type Outcome, type Stage, waitForDryRun } from "../stage.ts";
import { workflowFor } from "../workflow-for.ts";
import type { Workflows } from "../workflows.ts";
import { MAX_PROCESS_DEATHS, type StageFailure, transition } from "./transition.ts";

export interface AdvanceContext {
  readonly deps: PipelineDeps;
  readonly workflows: Workflows;
  readonly log: Log;
  readonly counts?: Pick<Counts, "stage">;
  /** There are new cards or messages. */
  announce(): void;
  /** True: settle what is in hand and take no further stage. */
  stopping(): boolean;
}

/** Of a cause in the log, in characters; the whole of it follows. */
const MAX_CAUSE = 200;

/**
 * Takes a claimed request through its stages, as far as they run without waiting for anybody.
 * Each stage runs with no transaction open; what it found is settled in one statement, if the lease is still ours.
 */
export async function advance(claimed: Leased<typeof requests>, context: AdvanceContext): Promise<void> {
  const { deps, workflows, log } = context;
  const { leaseToken, leaseBy } = claimed;

  for (let request: Request | undefined = claimed; request; ) {
    const found = await run(request, workflowFor(request, workflows), deps, log);
    const now = deps.now();
    if (found.kind === "later") return returnLease(deps.db, requests, { leaseToken, leaseBy }, found.from);
    // What a stage has found out decides which one comes next.
    const facts = "facts" in found ? found.facts : undefined;
    const change = transition(request, found, workflowFor({ ...request, ...facts }, workflows), now);
    const goesOn = change.status === "running" && change.attempt === 0 && !context.stopping();
    const version = await applyChange(deps.db, request, change, now, { leaseToken, keepLease: goesOn });
    if (version === undefined) {
      log.warn({ request: request.id, stage: request.stage }, "lease lost; the stage's outcome was dropped");
      return;
    }
    log.info({ request: request.id, stage: request.stage, event: change.event.kind }, change.event.note);
    context.counts?.stage(request.stage, change.event.kind);
    context.announce();
    request = goesOn ? changed(request, change, version, now) : undefined;
  }
}

async function run(
  request: Request,
  workflow: readonly Stage[],
  deps: PipelineDeps,
  log: Log,
): Promise<Outcome | StageFailure | Later> {
  const isFinal = request.deaths > MAX_PROCESS_DEATHS;
  try {
    const stage = workflow.find(({ name }) => name === request.stage);
    if (!stage) throw new Failure(`This release of acct has no stage ${request.stage}`);
    if (isFinal) throw new Failure("The process died each time it tried");
    if (stage.changesOutside && deps.rules.dryRun) return waitForDryRun(deps.now());
    return await stage.run(request, deps);
  } catch (error) {
    // Nothing is wrong with the request: it is handed back as it is, and its stage runs again.
    if (isTransientDatabaseError(error)) throw error;
    const later = waitForChat(error, request, deps.now());
    if (later) {
      log.warn({ err: error, request: request.id, stage: request.stage }, "stage waiting for the chat");
      return later;
    }
    const reference = newReference();
    const sentence = describeFailure(error, reference);
    // What an operator looks for stands first: the cause in one line, before the error with its stack.
    const cause = (describeForOperator(error).split("\n")[0] ?? "").slice(0, MAX_CAUSE);
    log.error({ reference, cause, request: request.id, stage: request.stage, err: error }, "stage failed");
    return { kind: "failure", sentence, reference, channel: deps.rules.adminChannel, isFinal };
  }
}

/** The stage runs again, and nothing is written about it. */
interface Later {
  readonly kind: "later";
  readonly from: Date;
}

const CHAT_PAUSE_MS = 15_000;
/** After so long it counts as a failure, which admins see and retry. */
const CHAT_PATIENCE_MS = 6 * 3_600_000;

/** While the chat is away no request gets stuck, and each goes on soon after the chat has come back. */
function waitForChat(error: unknown, { stageSince }: Request, now: Date): Later | undefined {
  if (now.getTime() - stageSince.getTime() > CHAT_PATIENCE_MS) return undefined;
  if (error instanceof BusyError) return { kind: "later", from: new Date(now.getTime() + error.waitMs) };
  if (!(error instanceof AwayError)) return undefined;
  return { kind: "later", from: new Date(now.getTime() + CHAT_PAUSE_MS) };
}

/** The row as `applyChange` has just written it, without asking for it again. */
function changed(request: Request, { facts, ...change }: Change, version: number, now: Date): Request {
  const { status, stage, waitsFor, attempt, runAt, problem } = change;
  const stageSince = stage === request.stage ? request.stageSince : now;
  const clockSince = stage === request.stage ? (facts.clockSince ?? request.clockSince) : now;
  const decisions = { ...request.decisions, ...facts.decisions };
  const since = { stageSince, clockSince };
  const settled = { status, stage, waitsFor, attempt, deaths: 0, runAt, problem };
  return { ...request, ...facts, ...settled, ...since, decisions, version };
}
