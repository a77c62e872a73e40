import type { Audience, EventKind, Verdict } from "../db/names.ts";
import type { Event } from "../db/tables/events.ts";
import { hasEnded, type Request } from "../db/tables/requests.ts";
import { lastDecision, namesOf } from "./approvals.ts";
import type { Button } from "./button.ts";
import { buttonsFor } from "./buttons-for.ts";
import { factsAbout, isDelegate, isUndecided, leadingFacts, piLabel, roleOf } from "./card-facts.ts";
import { warnOfDeadAddress } from "./dead-address.ts";
import { warnOfDeletedRow } from "./deleted-row.ts";
import { describeSource } from "./describe-source.ts";
import { describeState, describeStateForOthers } from "./describe-state.ts";
import { fullName } from "./full-name.ts";
import { groupsToDecide, notesOn } from "./group-decisions.ts";
import type { Line } from "./notice.ts";
import { planForPi } from "./plan-for-pi.ts";
import { describePlanLine } from "./plan-line.ts";
import { describeRequestKind, requestTopic } from "./request-phrase.ts";
import type { RequestRef } from "./request-ref.ts";
import { type Step, toSteps } from "./steps.ts";
import { writeDays } from "./write-days.ts";

/** A request as one audience sees it. Chat systems lay out the card. Until then, everything that people wrote is plain text. */
export interface Card {
  readonly subject: RequestRef;
  readonly title: string;
  /** The card in one line, for notifications, screen readers, and collapsed cards. */
  readonly summary: string;
  readonly collapsed: boolean;
  readonly facts: readonly CardFact[];
  /** The warnings that an admin should check before deciding. */
  readonly warnings: readonly string[];
  /** The reason for the request, as the requester wrote it. */
  readonly reason: string | undefined;
  readonly plan: readonly string[];
  /** The heading of the plan: what happens if the reader approves, or what was planned. */
  readonly planHeading: string;
  readonly steps: readonly Step[];
  readonly buttons: readonly Button[];
}

/** The audience of a card, its place in the chat, and how much it shows. */
export interface CardView {
  readonly audience: Audience;
  readonly place?: string;
  readonly collapsed?: boolean;
  /** True in a dry run. Nothing is created then, even if the request is approved. */
  readonly dryRun?: boolean;
  /** Whether to show all facts and the full history, for a person who opened the details. */
  readonly whole?: boolean;
  /** How long a request can wait for a decision before it expires, in milliseconds. */
  readonly expireAfter?: number;
}

export interface CardFact {
  readonly label: string;
  readonly value: Line;
  /** True if the fact describes the state of the request. Readers see these facts first. */
  readonly leads?: boolean;
  /** True if the value is too long for a column, such as the DN of an entry. */
  readonly isWide?: boolean;
}

/**
 * Builds the card for a request in its current state, for one audience. Facts that are useful only for a decision are shown
 * only while a decision is pending. Steps that acct took by itself are never shown. All of that is available through Details.
 */
export function buildCard(request: Request, history: readonly Event[], view: CardView): Card {
  const { audience, collapsed = false, whole = false } = view;
  const { id, mark, version } = request;
  const who = fullName(request);
  const state = audience === "admin" ? describeState(request) : describeStateForOthers(request);
  const phrase = describeRequestKind(request);
  const isAdmin = audience === "admin";
  const isFull = !isAdmin || whole || needsFullCard(request);
  const source = describeSource(request, history);
  return {
    subject: { id, mark, version },
    title: isAdmin ? `Request ${id}: ${who}` : `${who} ${phrase}`,
    summary: isAdmin ? summarize(request, state, history) : summarizeForPi(request, phrase, view),
    collapsed: collapsed || (isAdmin && !whole && hasEnded(request)),
    facts: [
      ...leadingFacts(request, { state, history, view }),
      ...factsAbout(request, { audience, isFull }),
      ...(isAdmin && isFull && source ? [{ label: "Source", value: source }] : []),
    ],
    warnings: isAdmin
      ? [
          ...warnOfDeadAddress(request, history),
          ...warnOfDeletedRow(request, history),
          ...warningsOf(request),
        ]
      : notesOn(groupsToDecide(request, view.place ?? ""), request),
    reason: isFull ? request.details.reason : undefined,
    plan: (isAdmin ? (isFull ? request.plan.map(describePlanLine) : []) : planForPi(request)).map((line) =>
      writeDays(line),
    ),
    planHeading: isUndecided(request) ? "If you approve" : "Plan",
    steps: selectSteps(request, history, view),
    buttons: buttonsFor(request, { ...view, history }),
  };
}

/** What an admin should know before they decide. That no one can decide also counts while the PI is asked. */
function warningsOf({ waitsFor, warnings, details }: Request): readonly string[] {
  if (waitsFor === "admin") return warnings;
  return waitsFor === "pi" && details.undecidable ? [details.undecidable] : [];
}

/** Tells whether to show the full card. In a dry run, the plan is the only result, so the card shows it as well. */
const needsFullCard = (request: Request) =>
  isUndecided(request) || request.waitsFor === "dry-run" || request.waitsFor === "new-owner";

const MAX_STEPS = 4;

function selectSteps(request: Request, history: readonly Event[], { audience, whole }: CardView): Step[] {
  if (audience === "pi")
    return toSteps(
      history.filter(({ kind }) => PI_EVENTS.has(kind)),
      "others",
    );
  if (whole) return toSteps(history);
  const fails = request.status === "stuck" || request.attempt > 0;
  const isHidden = (kind: EventKind) =>
    kind === "waiting"
      ? request.waitsFor !== "dry-run"
      : HIDDEN_EVENTS.has(kind) || (FAILURE_EVENTS.has(kind) && !fails);
  const shown = history.filter(({ kind }) => !isHidden(kind));
  return toSteps(shown).slice(-MAX_STEPS);
}

function summarize(request: Request, state: string, history: readonly Event[]): string {
  const { id, givenName, familyName } = request;
  const end = describeEnding(request, history) ?? joinSentences(state, describeApproval(request));
  return `Request ${id}, ${fullName({ givenName, familyName })}, ${requestTopic(request)}: ${end}`;
}

/** Returns the line that the PI's phone shows: who requested what. It leaves out where the request is in acct's workflow. */
function summarizeForPi(request: Request, phrase: string, { place }: CardView): string {
  const { id, givenName, familyName, waitsFor } = request;
  const who = `Request ${id}, ${fullName({ givenName, familyName })} ${phrase}`;
  if (waitsFor === "pi") {
    return isDelegate(request, place) && !roleOf(request, place)
      ? `${who}. Do you approve for ${piLabel(request)}?`
      : `${who}. Do you approve?`;
  }
  const groups = groupsToDecide(request, place ?? "");
  if (groups.length > 0) return `${who}. Do you approve ${groups.join(" and ")}?`;
  const made = lastDecision(request, "pi");
  if (!made) return joinSentences(who, describeStateForOthers(request));
  return joinSentences(who, `${VERDICTS[made.verdict]} by ${made.byName}`);
}

const joinSentences = (first: string, second: string) =>
  second === "" ? first : `${first.replace(/\.$/, "")}. ${second}`;

const VERDICTS: Readonly<Record<Verdict, string>> = {
  approved: "Approved",
  denied: "Denied",
  spam: "Marked as spam",
};

/** Names the people who approved, because a collapsed card still shows them: "Approved by Ada and Bo". */
function describeApproval({ status, approvals }: Request): string {
  const names = namesOf(approvals);
  return names.length === 0 || status === "waiting" ? "" : `Approved by ${names.join(" and ")}`;
}

/** Describes who ended a request and why: "Denied by Ada: Not our project". Undefined if no one did. */
function describeEnding(request: Request, history: readonly Event[]): string | undefined {
  const { approvals, problem } = request;
  if (!hasEnded(request)) return undefined;
  const against = approvals.find(({ verdict }) => verdict !== "approved");
  if (against?.verdict === "spam") return `Marked as spam by ${against.byName}`;
  if (against) return `Denied by ${against.byName}${because(problem)}`;
  const last = history.findLast(({ kind }) => kind in ENDINGS);
  return last && ENDINGS[last.kind]?.(last);
}

const because = (reason: string | null) => (reason ? `: ${reason}` : " (no reason given)");

const ENDINGS: Readonly<Partial<Record<EventKind, (event: Event) => string>>> = {
  abandoned: ({ actorName, note }) => `Abandoned by ${actorName}${because(note)}`,
  withdrawn: ({ actorName }) => `Withdrawn by ${actorName}`,
  offboarded: ({ actorName }) => `Closed: the account was deactivated by ${actorName}`,
  "trust-kept": ({ actorName }) => `Kept by ${actorName}`,
  "trust-suspended": ({ actorName }) => `Suspended by ${actorName}`,
  "trust-removed": ({ actorName }) => `Removed by ${actorName}`,
  fulfilled: ({ note }) => `Closed. Nothing to do: ${note}`,
};

/** The events that a PI sees. They show who requested and who decided. The other events are for admins. */
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

/** The events that a card leaves out, because acct caused them by itself or because other parts of the card show them. */
const HIDDEN_EVENTS: ReadonlySet<EventKind> = new Set([
  "requested",
  "stage-done",
  "claimed",
  "unclaimed",
  "delegated",
  "rerouted",
  "reminded",
  "mail-delayed",
  "row-changed",
]);
/** The events that a card shows only while the request is stuck or retrying. */
const FAILURE_EVENTS: ReadonlySet<EventKind> = new Set(["stage-failed", "stuck"]);
