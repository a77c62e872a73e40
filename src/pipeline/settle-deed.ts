import { isHeldBack } from "../chat/state-of.ts";
import type { Change, NewEvent, NewMessage } from "../db/change.ts";
import type { Approval, Decision, Decisions, Question, Request } from "../db/schema.ts";
import { toAdmin, toAdmins, toRequester } from "./addressed.ts";
import { by, byEngine, type Doer, goOn, over, unchangedBut } from "./changes.ts";
import type { Stage } from "./stage.ts";

/** What a person did, or the clock. */
export type Deed =
  | { readonly kind: "ask"; readonly by: Doer; readonly note: string; readonly sheet?: Sheet | undefined }
  /** A new request of somebody whose earlier one was spam: written down, and nobody hears of it. */
  | { readonly kind: "hold"; readonly by: Doer; readonly sheet?: Sheet | undefined }
  | { readonly kind: "release"; readonly by: Doer }
  | { readonly kind: "decide"; readonly approval: Approval; readonly decision: Decision }
  | { readonly kind: "question"; readonly by: Doer; readonly text: string }
  | { readonly kind: "answer"; readonly by: Doer; readonly text: string }
  | { readonly kind: "claim"; readonly by: Doer }
  | {
      readonly kind: "assign";
      readonly by: Doer;
      readonly pi: NewPi;
      readonly note: string;
      readonly byAdmin: boolean;
    }
  /** The PI says that it is not theirs, and does not know whose. */
  | { readonly kind: "disown"; readonly by: Doer; readonly channel: string }
  /** Something that its stage goes by has changed: the stage looks again. */
  | { readonly kind: "look-again"; readonly by: Doer; readonly note: string }
  /** Another stage is next, because the settings have changed. */
  | { readonly kind: "reroute"; readonly by: Doer; readonly stage: string; readonly note: string }
  | { readonly kind: "retry"; readonly by: Doer }
  | { readonly kind: "give-up"; readonly by: Doer; readonly reason: string }
  | { readonly kind: "withdraw"; readonly by: Doer; readonly note: string }
  /** The account of whoever asked is closed. */
  | { readonly kind: "offboard"; readonly by: Doer; readonly username: string; readonly note: string }
  | { readonly kind: "remind"; readonly messages: readonly NewMessage[]; readonly note: string }
  | { readonly kind: "escalate"; readonly channel: string }
  | { readonly kind: "expire"; readonly note: string }
  | { readonly kind: "set-password"; readonly by: Doer };

/** Where somebody can look a request up that came in a file. */
export interface Sheet {
  /** Its name, without its folder. */
  readonly file: string;
  /** As a spreadsheet counts it. */
  readonly row: number;
}

export interface NewPi {
  readonly name: string;
  readonly email: string;
  /** Null: looked up in the chat by the address. */
  readonly user: string | null;
}

/** The part of `settle` for what people and the clock do. `next` is the stage behind the request's. */
export function settleDeed(request: Request, deed: Deed, next: Stage | undefined, now: Date): Change {
  const unchanged = unchangedBut(request);
  const again = goOn(request.stage, now);

  switch (deed.kind) {
    case "ask":
      return {
        ...unchanged,
        ...again,
        event: fromSheet(by(deed.by, "requested", deed.note), deed),
        // The link to a password page is there within a moment, and says all.
        messages: request.kind === "password" ? [] : [toRequester(request, "received")],
      };
    case "hold":
      return {
        ...unchanged,
        status: "waiting",
        runAt: null,
        event: fromSheet(by(deed.by, "held", ""), deed),
      };
    case "release":
      return {
        ...unchanged,
        ...again,
        event: by(deed.by, "released", ""),
        messages: [toRequester(request, "received")],
      };
    case "decide":
      return decided(request, deed, next, now);
    case "question":
      return asked(request, deed, now);
    case "answer":
      return answered(request, deed, now);
    case "claim":
      return {
        ...unchanged,
        facts: { claim: { by: deed.by.id, byName: deed.by.name, at: now.toISOString() } },
        event: by(deed.by, "claimed", ""),
      };
    case "assign":
      return {
        ...unchanged,
        ...again,
        facts: {
          piName: deed.pi.name,
          piEmail: deed.pi.email,
          piUser: deed.pi.user,
          escalatedAt: null,
          clockSince: now,
          decisions: decisionsOn(request, deed),
        },
        event: by(deed.by, "assigned", `to ${deed.pi.name}${deed.note ? `: ${deed.note}` : ""}`),
      };
    case "disown":
      return {
        ...unchanged,
        facts: { escalatedAt: request.escalatedAt ?? now },
        cards: [{ audience: "admin", place: deed.channel }],
        event: by(deed.by, "disowned", ""),
        messages: [
          toAdmins(
            request,
            deed.channel,
            `${deed.by.name} says: not mine. Find another PI, or decide in their place.`,
          ),
        ],
      };
    case "look-again":
      return { ...unchanged, ...again, event: by(deed.by, "looked-again", deed.note) };
    case "reroute":
      return { ...unchanged, ...goOn(deed.stage, now), event: by(deed.by, "rerouted", deed.note) };
    case "retry":
      return { ...unchanged, ...again, event: by(deed.by, "retried", `from ${request.stage}`) };
    case "give-up":
      return {
        ...unchanged,
        ...over("refused"),
        problem: deed.reason,
        event: by(deed.by, "given-up", deed.reason),
        messages: [toRequester(request, "given-up", { reason: deed.reason })],
      };
    case "withdraw":
      return {
        ...unchanged,
        ...over("withdrawn"),
        event: by(deed.by, "withdrawn", deed.note),
        messages:
          request.kind === "password" ? [] : [toRequester(request, "withdrawn", { by: deed.by.name })],
      };
    case "offboard":
      return {
        ...unchanged,
        // One that only waited for its last stage was carried out.
        ...over(next ? "offboarded" : "closed"),
        event: by(deed.by, "offboarded", deed.note),
        messages:
          request.kind === "password"
            ? []
            : [toRequester(request, "offboarded", { username: deed.username })],
      };
    case "remind":
      return { ...unchanged, messages: deed.messages, event: byEngine("reminded", deed.note) };
    case "escalate":
      return {
        ...unchanged,
        facts: { escalatedAt: now },
        cards: [{ audience: "admin", place: deed.channel }],
        event: byEngine("escalated", `${request.piName} has not answered: an admin may decide`),
        messages: [
          toAdmins(
            request,
            deed.channel,
            `${request.piName} was reminded and has not answered. Decide in their place, or find another PI.`,
          ),
        ],
      };
    case "expire":
      return {
        ...unchanged,
        ...over("refused"),
        problem: deed.note,
        event: byEngine("expired", deed.note),
        // Whoever sent spam hears nothing, as before.
        messages: isHeldBack(request) ? [] : [toRequester(request, "expired", { note: deed.note })],
      };
    case "set-password":
      return { ...unchanged, ...again, event: by(deed.by, "password-set", "on the password page") };
  }
}

/** What was said about one PI says nothing about the next, but an admin who names one stands for them. */
function decisionsOn({ decisions }: Request, { pi, byAdmin }: Extract<Deed, { kind: "assign" }>): Decisions {
  const { admin } = decisions;
  return {
    ...(decisions.pi ? { pi: null } : {}),
    ...(admin && byAdmin ? { admin: { ...admin, pi: pi.email.toLowerCase() } } : {}),
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
    facts: { decisions: { [approval]: decision }, claim: null, question: null },
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

/** The request waits on where it is, and its clock stands still until the answer. */
function asked(request: Request, { by: doer, text }: Extract<Deed, { kind: "question" }>, now: Date): Change {
  const at = request.question?.at ?? now.toISOString();
  const question: Question = { by: doer.id, byName: doer.name, at, text };
  return {
    ...unchangedBut(request),
    facts: { question },
    event: by(doer, "asked", text),
    messages: [toRequester(request, "question", { number: String(request.version) })],
  };
}

function answered(
  request: Request,
  { by: doer, text }: Extract<Deed, { kind: "answer" }>,
  now: Date,
): Change {
  const { question, clockSince } = request;
  const stoodMs = question ? now.getTime() - new Date(question.at).getTime() : 0;
  return {
    ...unchangedBut(request),
    facts: { question: null, clockSince: new Date(clockSince.getTime() + stoodMs) },
    event: by(doer, "answered", text),
    messages: question
      ? [toAdmin(request, question, "answer", { text, number: String(request.version) })]
      : [],
  };
}

const fromSheet = (event: NewEvent, { sheet }: { readonly sheet?: Sheet | undefined }): NewEvent =>
  sheet ? { ...event, detail: { sheet } } : event;
