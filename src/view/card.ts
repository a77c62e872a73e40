import type { Audience, EventKind } from "../db/names.ts";
import { type Event, hasEnded, type Request } from "../db/schema.ts";
import type { Button } from "./button.ts";
import { buttonsFor } from "./buttons-for.ts";
import { factsAbout, isDelegate, isUndecided, leadingFacts, piLabel } from "./card-facts.ts";
import { describeState, describeStateForOthers } from "./describe-state.ts";
import type { Line } from "./notice.ts";
import { describePlanLine } from "./plan-line.ts";
import { describeRequestKind, requestTopic } from "./request-phrase.ts";
import type { RequestRef } from "./request-ref.ts";
import { type Step, toSteps } from "./steps.ts";

/** A request as shown to one audience. Chat systems lay it out; what people wrote stays plain text until then. */
export interface Card {
  readonly subject: RequestRef;
  readonly title: string;
  /** The card in one line: for notifications, screen readers and collapsed cards. */
  readonly summary: string;
  readonly collapsed: boolean;
  readonly facts: readonly Fact[];
  /** What a careful person should check. */
  readonly warnings: readonly string[];
  /** In the requester's own words. */
  readonly reason: string | undefined;
  readonly plan: readonly string[];
  readonly steps: readonly Step[];
  readonly buttons: readonly Button[];
}

/** For whom a card is, and where it stands. */
export interface CardView {
  readonly audience: Audience;
  readonly place?: string;
  readonly collapsed?: boolean;
  /** Nothing is made, whoever approves it. */
  readonly dryRun?: boolean;
  /** With everything that is known and everything that happened, for whoever has asked for it. */
  readonly whole?: boolean;
  /** How long a request may wait for people, in ms. */
  readonly expireAfter?: number;
}

export interface Fact {
  readonly label: string;
  readonly value: Line;
  /** It describes the state of the request, which is read first. */
  readonly leads?: boolean;
}

/**
 * The card of a request for an audience, as the request is now. It shows what is useful only for a decision while someone has
 * to decide, and never what acct itself has done: all of that is behind Details.
 */
export function buildCard(request: Request, history: readonly Event[], view: CardView): Card {
  const { audience, collapsed = false, whole = false } = view;
  const { id, mark, kind } = request;
  const who = `${request.givenName} ${request.familyName}`;
  const state = audience === "admin" ? describeState(request) : describeStateForOthers(request);
  const asks = describeRequestKind(request);
  const isAdmin = audience === "admin";
  const isFull = !isAdmin || whole || isOfInterest(request);
  return {
    subject: { id, mark },
    title: isAdmin ? `Request ${id}: ${who}` : `${who} ${asks}`,
    summary: isAdmin ? summarize(request, state, history) : summarizeForPi(request, asks, view),
    collapsed: collapsed || (isAdmin && !whole && hasEnded(request)),
    facts: [...leadingFacts(request, { state, history, view }), ...factsAbout(request, { audience, isFull })],
    warnings: isAdmin && request.waitsFor === "admin" ? request.warnings : [],
    reason: isFull ? request.details.reason : undefined,
    plan: isFull && (isAdmin || kind === "quota") ? request.plan.map(describePlanLine) : [],
    steps: stepsOn(request, history, view),
    buttons: buttonsFor(request, view),
  };
}

/** In a dry run, what the request would create is all there is to see. */
const isOfInterest = (request: Request) => isUndecided(request) || request.waitsFor === "dry-run";

const MAX_STEPS = 4;

function stepsOn(request: Request, history: readonly Event[], { audience, whole }: CardView): Step[] {
  if (audience === "pi")
    return toSteps(
      history.filter(({ kind }) => PI_EVENTS.has(kind)),
      "others",
    );
  if (whole) return toSteps(history);
  const fails = request.status === "stuck" || request.attempt > 0;
  const isHidden = (kind: EventKind) =>
    kind === "waiting" ? request.waitsFor !== "dry-run" : UNSEEN.has(kind) || (FAILURES.has(kind) && !fails);
  const shown = history.filter(({ kind }) => !isHidden(kind));
  return toSteps(shown).slice(-MAX_STEPS);
}

function summarize(request: Request, state: string, history: readonly Event[]): string {
  const { id, givenName, familyName } = request;
  const deciders = `${describeDeciders(request)}${endedBy(request, history)}`;
  return `Request ${id}, ${givenName} ${familyName}, ${requestTopic(request)}: ${deciders ? state.replace(/\.$/, "") : state}${deciders}`;
}

/** What the PI's phone shows: who wants what, and nothing about where the request is in acct. */
function summarizeForPi(request: Request, asks: string, { place }: CardView): string {
  const { id, givenName, familyName, waitsFor, decisions } = request;
  const asked = `Request ${id}, ${givenName} ${familyName} ${asks}`;
  if (waitsFor === "pi") {
    return isDelegate(request, place)
      ? `${asked}. Do you approve for ${piLabel(request)}?`
      : `${asked}. Do you approve?`;
  }
  const made = decisions.pi;
  if (!made) return `${asked}: ${describeStateForOthers(request)}`;
  return `${asked}: ${made.verdict} by ${made.byName}`;
}

/** ", approved by Ada and Bo": a collapsed card still shows who decided. */
function describeDeciders({ status, decisions }: Request): string {
  const made = [decisions.admin, decisions.pi].filter((decision) => !!decision);
  if (made.length === 0 || status === "waiting") return "";
  const last = made.at(-1)?.verdict;
  const names = made.filter(({ verdict }) => verdict === last).map(({ byName }) => byName);
  return `, ${last === "spam" ? "marked as spam" : last} by ${names.join(" and ")}`;
}

/** ", abandoned by Ada": how it ended, where no decision ended it. */
function endedBy(request: Request, history: readonly Event[]): string {
  const last = hasEnded(request) ? history.findLast(({ kind }) => kind in ENDED_BY) : undefined;
  return (last && ENDED_BY[last.kind]?.(last)) ?? "";
}

const ENDED_BY: Readonly<Partial<Record<EventKind, (event: Event) => string>>> = {
  abandoned: ({ actorName }) => `, abandoned by ${actorName}`,
  withdrawn: ({ actorName }) => ` by ${actorName}`,
  offboarded: ({ actorName }) => `, offboarded by ${actorName}`,
  fulfilled: ({ note }) => `, nothing to do: ${note}`,
};

/** A PI wants to know who requested and who decided; the rest is for admins. */
const PI_EVENTS: ReadonlySet<EventKind> = new Set([
  "requested",
  "approved",
  "denied",
  "marked-as-spam",
  "refused",
  "asked",
  "answered",
  "pi-changed",
  "reassigned",
  "withdrawn",
  "offboarded",
  "expired",
]);

/** What acct does by itself, and what other parts of the card say. */
const UNSEEN: ReadonlySet<EventKind> = new Set([
  "requested",
  "stage-done",
  "claimed",
  "delegated",
  "rerouted",
  "reminded",
]);
/** Shown only as long as the request does not get past them. */
const FAILURES: ReadonlySet<EventKind> = new Set(["stage-failed", "stuck"]);
