import type { Change, NewCard, NewEvent, NewMessage } from "../db/change.ts";
import type { Approval, Decision, Request, Status } from "../db/schema.ts";

import type { Effects, Outcome, Stage } from "./stage.ts";
import { toRequester } from "./to-requester.ts";

/** A stage threw. */
export interface Crash {
  readonly kind: "crash";
  /** What failed, for an admin. */
  readonly sentence: string;
  /** Under which the log has the cause. */
  readonly reference: string;
  /** Where an admin sees it, also when the request has not come to any admin yet. */
  readonly cards: readonly NewCard[];
}

/** What a person did. */
export type Deed =
  | { readonly kind: "ask"; readonly by: Doer; readonly note: string }
  | { readonly kind: "decide"; readonly approval: Approval; readonly decision: Decision }
  | { readonly kind: "retry"; readonly by: Doer }
  | { readonly kind: "withdraw"; readonly by: Doer; readonly note: string }
  /** The clock's deeds: time has passed without a decision. */
  | { readonly kind: "remind"; readonly messages: readonly NewMessage[] }
  | { readonly kind: "escalate"; readonly cards: readonly NewCard[] }
  | { readonly kind: "expire"; readonly note: string }
  | { readonly kind: "set-password"; readonly by: Doer };

/** Who stands in the audit trail. */
export interface Doer {
  readonly id: string;
  readonly name: string;
}

/** When to try again after which crash; after the last one the request is stuck. */
export const RETRY_AFTER_MINUTES = [1, 5, 30, 120] as const;

/** What becomes of a request: the whole state machine. Pure: given a row and what happened, it says what to write. */
export function settle(
  request: Request,
  found: Outcome | Crash | Deed,
  journey: readonly Stage[],
  now: Date,
): Change {
  const unchanged = unchangedBut(request);
  const next = journey[journey.findIndex((stage) => stage.name === request.stage) + 1];

  switch (found.kind) {
    case "done": {
      const change = { ...unchanged, ...effects(found), event: byEngine("stage-done", found.note) };
      if (!next) return { ...change, ...over("closed") };
      return { ...change, ...goOn(next.name, now) };
    }
    case "wait":
      return {
        ...unchanged,
        ...effects(found),
        status: "waiting",
        attempt: 0,
        runAt: found.until ?? null,
        event: byEngine("waiting", found.note),
      };
    case "refuse":
      return {
        ...unchanged,
        ...effects(found),
        ...over("refused"),
        problem: found.reason,
        event: byEngine("refused", found.reason),
        messages: [...(found.messages ?? []), toRequester(request, "refused", { reason: found.reason })],
      };
    case "crash":
      return crashed(request, found, now);
    case "ask":
      return {
        ...unchanged,
        ...goOn(request.stage, now),
        event: by(found.by, "requested", found.note),
        messages: [toRequester(request, "received")],
      };
    case "decide":
      return decided(request, found, next, now);
    case "retry":
      return {
        ...unchanged,
        ...goOn(request.stage, now),
        event: by(found.by, "retried", `from ${request.stage}`),
      };
    case "withdraw":
      return { ...unchanged, ...over("withdrawn"), event: by(found.by, "withdrawn", found.note) };
    case "remind":
      return {
        ...unchanged,
        messages: found.messages,
        event: byEngine("reminded", `${request.piName} was reminded`),
      };
    case "escalate":
      return {
        ...unchanged,
        facts: { escalatedAt: now },
        cards: found.cards,
        event: byEngine("escalated", `${request.piName} has not answered: an admin may decide`),
      };
    case "expire":
      return {
        ...unchanged,
        ...over("refused"),
        problem: found.note,
        event: byEngine("expired", found.note),
        messages: [toRequester(request, "expired", { note: found.note })],
      };
    case "set-password":
      return {
        ...unchanged,
        ...goOn(request.stage, now),
        event: by(found.by, "password-set", "on the password page"),
      };
  }
}

function crashed(request: Request, { sentence, reference, cards }: Crash, now: Date): Change {
  const unchanged = { ...unchangedBut(request), cards };
  const detail = { reference };
  const minutes = RETRY_AFTER_MINUTES[request.attempt];
  if (minutes === undefined) {
    return {
      ...unchanged,
      status: "stuck",
      runAt: null,
      problem: `${sentence} (reference ${reference})`,
      event: { ...byEngine("stuck", sentence), detail },
      messages: [toRequester(request, "delayed")],
    };
  }
  return {
    ...unchanged,
    status: "running",
    attempt: request.attempt + 1,
    runAt: new Date(now.getTime() + minutes * 60_000),
    problem: `${sentence} (reference ${reference})`,
    event: { ...byEngine("stage-crashed", `${sentence}; tried again in ${minutes} min`), detail },
  };
}

function decided(
  request: Request,
  { approval, decision }: Extract<Deed, { kind: "decide" }>,
  next: Stage | undefined,
  now: Date,
): Change {
  const { verdict, by: id, byName: name, reason } = decision;
  const change = {
    ...unchangedBut(request),
    facts: { decisions: { [approval]: decision } },
    event: { ...by({ id, name }, verdict, reason ?? ""), detail: { as: approval } },
  };
  switch (verdict) {
    case "approved": {
      const messages = next?.decidedBy ? [] : [toRequester(request, "approved")];
      return { ...change, ...goOn(next?.name ?? request.stage, now), messages };
    }
    case "denied": {
      const messages = [toRequester(request, "refused", { reason: reason ?? "" })];
      return { ...change, ...over("refused"), problem: reason ?? null, messages };
    }
    case "spam":
      return { ...change, ...over("spam") };
  }
}

function unchangedBut(request: Request): Omit<Change, "event"> {
  const { status, stage, attempt, runAt, problem } = request;
  return { status, stage, attempt, runAt, problem, facts: {}, messages: [], cards: [] };
}

const goOn = (stage: string, now: Date) =>
  ({ status: "running", stage, attempt: 0, runAt: now, problem: null }) as const;

const over = (status: Extract<Status, "closed" | "refused" | "spam" | "withdrawn">) =>
  ({ status, attempt: 0, runAt: null }) as const;

const effects = ({ facts = {}, messages = [], cards = [] }: Effects) => ({ facts, messages, cards });

const by = ({ id, name }: Doer, kind: string, note: string): NewEvent => ({
  kind,
  actor: id,
  actorName: name,
  note,
});

const byEngine = (kind: string, note: string): NewEvent => by({ id: "acct", name: "acct" }, kind, note);
