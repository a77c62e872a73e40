import type { Change, Facts, NewEvent, NewNotification } from "../../db/change.ts";
import type { Approval, EventKind, StageName, Verdict } from "../../db/names.ts";
import type { Decision, Decisions, Question, Request } from "../../db/tables/requests.ts";
import { stageInSentence } from "../../view/stages.ts";
import { toAdminChannel, toAssignedAdmin, toRequester } from "../outbox/recipients.ts";
import type { Stage } from "../stage.ts";
import { type EventActor, endWith, eventBy, keepState, resumeAt, systemEvent } from "./changes.ts";

/** What a person or a job did. */
export type Action =
  | {
      readonly kind: "request";
      readonly by: EventActor;
      readonly note: string;
      readonly source?: SourceRow | undefined;
    }
  /** A new request from an address that sent spam before: it is recorded, and no one is told. */
  | { readonly kind: "quarantine"; readonly by: EventActor; readonly source?: SourceRow | undefined }
  | { readonly kind: "release"; readonly by: EventActor }
  | { readonly kind: "decide"; readonly approval: Approval; readonly decision: Decision }
  | { readonly kind: "ask"; readonly by: EventActor; readonly text: string }
  | { readonly kind: "answer"; readonly by: EventActor; readonly text: string }
  | { readonly kind: "claim"; readonly by: EventActor }
  /** An admin chooses another PI. */
  | { readonly kind: "change-pi"; readonly by: EventActor; readonly pi: NewPi; readonly note: string }
  /** The PI says that it is not theirs, and possibly whose it is; without `pi`, the admins find out. */
  | { readonly kind: "reassign"; readonly by: EventActor; readonly pi: NewPi }
  | { readonly kind: "reassign"; readonly by: EventActor; readonly pi?: undefined; readonly channel: string }
  /** The PI has changed their delegates, so the stage asks them, too. */
  | { readonly kind: "delegate"; readonly by: EventActor; readonly note: string }
  /** The settings have changed, and so has the stage that comes next. */
  | { readonly kind: "reroute"; readonly by: EventActor; readonly stage: StageName; readonly note: string }
  | { readonly kind: "retry"; readonly by: EventActor }
  | { readonly kind: "abandon"; readonly by: EventActor; readonly reason: string }
  | { readonly kind: "withdraw"; readonly by: EventActor; readonly note: string }
  /** The requester's account is deactivated. */
  | { readonly kind: "offboard"; readonly by: EventActor; readonly username: string; readonly note: string }
  | { readonly kind: "remind"; readonly notifications: readonly NewNotification[]; readonly note: string }
  | { readonly kind: "escalate"; readonly channel: string }
  | { readonly kind: "expire"; readonly note: string }
  | { readonly kind: "set-password"; readonly by: EventActor };

/** Where a request from a file can be looked up. */
export interface SourceRow {
  /** The name of the file, without its folder. */
  readonly file: string;
  /** The row number in a spreadsheet. */
  readonly row: number;
}

export interface NewPi {
  readonly name: string;
  readonly email: string;
  /** If null, the PI is looked up in the chat by their address. */
  readonly user: string | null;
}

/** Someone has set a password, whether or not the request still waited for it. */
export const passwordSet = (by: EventActor): NewEvent => eventBy(by, "password-set", "on the password page");

/** The part of `transition` for what people and jobs do. `next` is the stage after the request's. */
export function transitionByAction(
  request: Request,
  action: Action,
  next: Stage | undefined,
  now: Date,
): Change {
  const unchanged = keepState(request);
  const again = resumeAt(request.stage, now);

  switch (action.kind) {
    case "request":
      return {
        ...unchanged,
        ...again,
        event: withSource(eventBy(action.by, "requested", action.note), action),
        // The message with the password link follows in a moment.
        notifications: request.kind === "password" ? [] : [toRequester(request, "received")],
      };
    case "quarantine":
      return {
        ...unchanged,
        status: "quarantined",
        runAt: null,
        event: withSource(eventBy(action.by, "quarantined", ""), action),
      };
    case "release":
      return {
        ...unchanged,
        ...again,
        event: eventBy(action.by, "released", ""),
        notifications: [toRequester(request, "received")],
      };
    case "decide":
      return decided(request, action, next, now);
    case "ask":
      return asked(request, action, now);
    case "answer":
      return answered(request, action, now);
    case "claim":
      return {
        ...unchanged,
        facts: { claim: { by: action.by.id, byName: action.by.name, at: now.toISOString() } },
        event: eventBy(action.by, "claimed", ""),
      };
    case "change-pi": {
      const note = `to ${action.pi.name}${action.note ? `: ${action.note}` : ""}`;
      return {
        ...unchanged,
        ...again,
        facts: changePi(request, action, now),
        event: eventBy(action.by, "pi-changed", note),
      };
    }
    case "reassign":
      return reassigned(request, action, now);
    case "delegate":
      return { ...unchanged, ...again, event: eventBy(action.by, "delegated", action.note) };
    case "reroute":
      return {
        ...unchanged,
        ...resumeAt(action.stage, now),
        event: eventBy(action.by, "rerouted", action.note),
      };
    case "retry":
      return { ...unchanged, ...again, event: eventBy(action.by, "retried", stageInSentence(request.stage)) };
    case "abandon":
      return {
        ...unchanged,
        ...endWith("refused"),
        problem: action.reason,
        event: eventBy(action.by, "abandoned", action.reason),
        notifications: [toRequester(request, "abandoned", { reason: action.reason })],
      };
    case "withdraw":
      return {
        ...unchanged,
        ...endWith("withdrawn"),
        event: eventBy(action.by, "withdrawn", action.note),
        notifications:
          request.kind === "password" ? [] : [toRequester(request, "withdrawn", { by: action.by.name })],
      };
    case "offboard":
      return {
        ...unchanged,
        // A request that was only waiting to close had been completed.
        ...endWith(next ? "offboarded" : "closed"),
        event: eventBy(action.by, "offboarded", action.note),
        notifications:
          request.kind === "password"
            ? []
            : [toRequester(request, "offboarded", { username: action.username })],
      };
    case "remind":
      return {
        ...unchanged,
        notifications: action.notifications,
        event: systemEvent("reminded", action.note),
      };
    case "escalate":
      return {
        ...unchanged,
        facts: { escalatedAt: now },
        views: [{ audience: "admin", place: action.channel }],
        event: systemEvent("escalated", `${request.piName} hasn't replied; an admin can decide now`),
        notifications: [
          toAdminChannel(
            request,
            action.channel,
            `We reminded ${request.piName}, who hasn't replied. Decide on their behalf or choose another PI.`,
          ),
        ],
      };
    case "expire":
      return {
        ...unchanged,
        ...endWith("refused"),
        problem: action.note,
        event: systemEvent("expired", action.note),
        // A quarantined request ends silently, because its sender sent spam before.
        notifications:
          request.status === "quarantined" ? [] : [toRequester(request, "expired", { note: action.note })],
      };
    case "set-password":
      return { ...unchanged, ...again, event: passwordSet(action.by) };
  }
}

function reassigned(request: Request, action: Extract<Action, { kind: "reassign" }>, now: Date): Change {
  const { by: actor } = action;
  if (action.pi) {
    const event = eventBy(actor, "reassigned", `to ${action.pi.name}`);
    const facts = changePi(request, action, now);
    return { ...keepState(request), ...resumeAt(request.stage, now), facts, event };
  }
  const { channel } = action;
  const why = `${actor.name} says this isn't theirs. Choose another PI or decide on their behalf.`;
  return {
    ...keepState(request),
    facts: { escalatedAt: request.escalatedAt ?? now },
    views: [{ audience: "admin", place: channel }],
    event: eventBy(actor, "reassigned", ""),
    notifications: [toAdminChannel(request, channel, why)],
  };
}

/** An approval for one PI does not count for another, except that an admin who chooses a PI also vouches for them. */
function changePi(
  { decisions }: Request,
  { kind, pi }: { readonly kind: "change-pi" | "reassign"; readonly pi: NewPi },
  now: Date,
): Facts {
  const { admin } = decisions;
  const kept: Decisions = {
    ...(decisions.pi ? { pi: null } : {}),
    ...(admin && kind === "change-pi" ? { admin: { ...admin, pi: pi.email.toLowerCase() } } : {}),
  };
  return {
    piName: pi.name,
    piEmail: pi.email,
    piUser: pi.user,
    escalatedAt: null,
    clockSince: now,
    decisions: kept,
  };
}

const VERDICT_EVENTS: Readonly<Record<Verdict, EventKind>> = {
  approved: "approved",
  denied: "denied",
  spam: "marked-as-spam",
};

function decided(
  request: Request,
  { approval, decision }: Extract<Action, { kind: "decide" }>,
  next: Stage | undefined,
  now: Date,
): Change {
  const { verdict, by: id, byName: name, reason } = decision;
  const change = {
    ...keepState(request),
    facts: { decisions: { [approval]: decision }, claim: null, question: null },
    event: { ...eventBy({ id, name }, VERDICT_EVENTS[verdict], reason ?? ""), detail: { as: approval } },
  };
  switch (verdict) {
    case "approved": {
      const notifications = next?.approval ? [] : [toRequester(request, "approved")];
      return { ...change, ...resumeAt(next?.name ?? request.stage, now), notifications };
    }
    case "denied": {
      const notifications = [toRequester(request, "refused", { reason: reason ?? "" })];
      return { ...change, ...endWith("refused"), problem: reason ?? null, notifications };
    }
    case "spam":
      return { ...change, ...endWith("spam") };
  }
}

/** The request stays where it is, and its clock stops until the answer. */
function asked(request: Request, { by, text }: Extract<Action, { kind: "ask" }>, now: Date): Change {
  const at = request.question?.at ?? now.toISOString();
  const question: Question = { by: by.id, byName: by.name, at, text };
  return {
    ...keepState(request),
    facts: { question },
    event: eventBy(by, "asked", text),
    notifications: [toRequester(request, "question", { number: String(request.version) })],
  };
}

function answered(request: Request, { by, text }: Extract<Action, { kind: "answer" }>, now: Date): Change {
  const { question, clockSince } = request;
  const waitedMs = question ? now.getTime() - new Date(question.at).getTime() : 0;
  return {
    ...keepState(request),
    facts: { question: null, clockSince: new Date(clockSince.getTime() + waitedMs) },
    event: eventBy(by, "answered", text),
    notifications: question
      ? [toAssignedAdmin(request, question, "answer", { text, number: String(request.version) })]
      : [],
  };
}

const withSource = (event: NewEvent, { source }: { readonly source?: SourceRow | undefined }): NewEvent =>
  source ? { ...event, detail: { source } } : event;
