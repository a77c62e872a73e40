import { type Audience, type Event, isOver, type Request } from "../db/schema.ts";
import { asksFor, topicOf } from "./asks-for.ts";
import type { Button } from "./button.ts";
import { buttonsFor } from "./buttons-for.ts";
import { factsAbout, isDelegate, isUndecided, leadingFacts, piOf } from "./card-facts.ts";
import type { Line } from "./notice.ts";
import { stateForOthers, stateOf } from "./state-of.ts";
import { type Step, stepsOf } from "./steps-of.ts";
import type { Subject } from "./subject.ts";

/** A request as shown to one audience, in our own words. Chat systems lay it out; what people wrote stays plain text until then. */
export interface Card {
  readonly request: Subject;
  readonly title: string;
  /** For notifications and screen readers, and all that is left of a collapsed card: the card in one line. */
  readonly summary: string;
  readonly collapsed: boolean;
  readonly facts: readonly Fact[];
  /** What should make a careful person look twice. */
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
  /** It says how the request stands, which is read first. */
  readonly leads?: boolean;
}

/**
 * The card of a request for an audience, as the request is now. What is of use only while somebody decides is on it only then,
 * and what acct itself has done never: the whole of it stands behind Details.
 */
export function cardOf(request: Request, history: readonly Event[], view: CardView): Card {
  const { audience, collapsed = false, whole = false } = view;
  const { id, mark, kind } = request;
  const who = `${request.givenName} ${request.familyName}`;
  const state = audience === "admin" ? stateOf(request) : stateForOthers(request);
  const asks = asksFor(request);
  const isAdmin = audience === "admin";
  const isFull = !isAdmin || whole || isOfInterest(request);
  return {
    request: { id, mark },
    title: isAdmin ? `Request ${id}: ${who}` : `${who} ${asks}`,
    summary: isAdmin ? summaryOf(request, state, history) : summaryForPi(request, asks, view),
    collapsed: collapsed || (isAdmin && !whole && isOver(request)),
    facts: [...leadingFacts(request, { state, history, view }), ...factsAbout(request, { audience, isFull })],
    warnings: isAdmin && request.stage === "await-admin" ? request.warnings : [],
    reason: isFull ? request.details.reason : undefined,
    plan: isFull && (isAdmin || kind === "quota") ? request.plan : [],
    steps: stepsOn(request, history, view),
    buttons: buttonsFor(request, view),
  };
}

/** Or what it would make is all that there is to see. */
const isOfInterest = (request: Request) => isUndecided(request) || request.waitsForDryRun;

const MOST_STEPS = 4;

function stepsOn(request: Request, history: readonly Event[], { audience, whole }: CardView): Step[] {
  if (audience === "pi")
    return stepsOf(
      history.filter(({ kind }) => FOR_PI.has(kind)),
      "others",
    );
  if (whole) return stepsOf(history);
  const fails = request.status === "stuck" || request.attempt > 0;
  const isHidden = (kind: string) =>
    kind === "waiting" ? !request.waitsForDryRun : UNSEEN.has(kind) || (FAILURES.has(kind) && !fails);
  const shown = history.filter(({ kind }) => !isHidden(kind));
  return stepsOf(shown).slice(-MOST_STEPS);
}

function summaryOf(request: Request, state: string, history: readonly Event[]): string {
  const { id, givenName, familyName } = request;
  const deciders = `${decidersOf(request)}${endedBy(request, history)}`;
  return `Request ${id}, ${givenName} ${familyName}, ${topicOf(request)}: ${deciders ? state.replace(/\.$/, "") : state}${deciders}`;
}

/** What the PI's phone shows: who asks them for what, and nothing of where it is with us. */
function summaryForPi(request: Request, asks: string, { place }: CardView): string {
  const { id, givenName, familyName, status, stage, decisions } = request;
  const asked = `Request ${id}, ${givenName} ${familyName} ${asks}`;
  if (status === "waiting" && stage === "await-pi") {
    return isDelegate(request, place)
      ? `${asked}. Do you approve for ${piOf(request)}?`
      : `${asked}. Do you approve?`;
  }
  const made = decisions.pi;
  if (!made) return `${asked}: ${stateForOthers(request)}`;
  return `${asked}: ${made.verdict} by ${made.byName}`;
}

/** ", approved by Ada and Bo": who decided stays to be seen on a collapsed card. */
function decidersOf({ status, decisions }: Request): string {
  const made = [decisions.admin, decisions.pi].filter((decision) => !!decision);
  if (made.length === 0 || status === "waiting") return "";
  const last = made.at(-1)?.verdict;
  const names = made.filter(({ verdict }) => verdict === last).map(({ byName }) => byName);
  return `, ${last === "spam" ? "marked as spam" : last} by ${names.join(" and ")}`;
}

/** ", given up by Ada": of what ended otherwise than by a decision. */
function endedBy(request: Request, history: readonly Event[]): string {
  const last = isOver(request) ? history.findLast(({ kind }) => kind in ENDED_BY) : undefined;
  return (last && ENDED_BY[last.kind]?.(last)) ?? "";
}

const ENDED_BY: Readonly<Record<string, (event: Event) => string>> = {
  "given-up": ({ actorName }) => `, given up by ${actorName}`,
  withdrawn: ({ actorName }) => ` by ${actorName}`,
  offboarded: ({ actorName }) => `, offboarded by ${actorName}`,
  satisfied: ({ note }) => `, nothing to do: ${note}`,
};

/** A PI wants to know who asked and who decided; the rest is for admins. */
const FOR_PI: ReadonlySet<string> = new Set([
  "requested",
  "approved",
  "denied",
  "spam",
  "refused",
  "asked",
  "answered",
  "assigned",
  "disowned",
  "withdrawn",
  "offboarded",
  "expired",
]);

/** What acct does by itself, and what other parts of the card say. */
const UNSEEN: ReadonlySet<string> = new Set([
  "requested",
  "stage-done",
  "claimed",
  "looked-again",
  "rerouted",
  "reminded",
]);
/** Of use only as long as it does not go on. */
const FAILURES: ReadonlySet<string> = new Set(["stage-crashed", "stuck"]);
