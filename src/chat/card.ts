import { type Audience, type Event, isOver, type Request } from "../db/schema.ts";
import type { Button } from "./button.ts";
import { buttonsFor } from "./buttons-for.ts";
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
}

export interface Fact {
  readonly label: string;
  readonly value: Line;
}

/** The card of a request for an audience, as the request is now. */
export function cardOf(request: Request, history: readonly Event[], view: CardView): Card {
  const { audience, collapsed = false } = view;
  const { id, mark, kind, project } = request;
  const who = `${request.givenName} ${request.familyName}`;
  const state = audience === "admin" ? stateOf(request) : stateForOthers(request);
  const what = { membership: "asks to join", quota: "requests a quota change for", password: "requests" }[
    kind as string
  ];
  const asks = `${what ?? "requests an account in"} ${project ?? "a new password"}`;
  return {
    request: { id, mark },
    title: audience === "pi" ? `${who} ${asks}` : `Request ${id}: ${who}`,
    summary: audience === "pi" ? summaryForPi(request, asks) : summaryOf(request, state),
    collapsed,
    facts: [...dryRunFact(request, view), ...factsFor(request, audience, state)],
    warnings: audience === "admin" && request.stage === "await-admin" ? request.warnings : [],
    reason: request.details.reason,
    plan: audience === "admin" || kind === "quota" ? request.plan : [],
    steps: stepsOf(audience === "pi" ? history.filter(({ kind }) => FOR_PI.has(kind)) : history),
    buttons: buttonsFor(request, view),
  };
}

/** On every card of a request that is not over: what its buttons say is not what happens. */
const dryRunFact = (request: Request, { dryRun = false }: CardView): Fact[] =>
  dryRun && !isOver(request) ? [{ label: "Dry run", value: "This is a test run: nothing is created." }] : [];

function summaryOf(request: Request, state: string): string {
  const { id, givenName, familyName, project, kind } = request;
  const deciders = decidersOf(request);
  return `Request ${id}, ${givenName} ${familyName}, ${project ?? words(kind)}: ${deciders ? state.replace(/\.$/, "") : state}${deciders}`;
}

/** What the PI's phone shows: who asks them for what, and nothing of where it is with us. */
function summaryForPi(request: Request, asks: string): string {
  const { id, givenName, familyName, status, stage, decisions } = request;
  const asked = `Request ${id}, ${givenName} ${familyName} ${asks}`;
  if (status === "waiting" && stage === "await-pi") return `${asked}. Do you approve?`;
  const made = decisions.pi;
  if (!made) return `${asked}: ${stateForOthers(request)}`;
  return `${asked}: ${made.verdict} by ${made.byName}`;
}

function factsFor(request: Request, audience: Audience, state: string): Fact[] {
  const { details, kind, claim } = request;
  const named = request.piName && request.piEmail ? `${request.piName}, ${request.piEmail}` : request.piEmail;
  const leader = kind === "account" ? "none named: the requester leads the new project" : undefined;
  const project = request.project && `${request.project}${details.newProject ? " (new)" : ""}`;
  const waiting = request.status === "waiting" && audience === "admin";
  const all: [label: string, value: Line | null | undefined, forAll?: boolean][] = [
    ["State", state, true],
    ["What to do", request.status === "stuck" && audience === "admin" ? WHAT_TO_DO : undefined],
    ["Asked", waiting ? [request.createdAt] : undefined],
    ["On it", request.status === "waiting" ? claim?.byName : undefined],
    ["Mail", request.email, true],
    ["Project", project, true],
    ["About the project", details.projectDescription],
    ["PI", named ?? leader],
    [kind === "account" ? "Username" : "Account", request.username],
    ["Organization", details.organization, true],
    ["Role", details.role, true],
    ["Sponsor", details.sponsor],
    ["Also to be added", details.additionalUsers?.join(", "), true],
  ];
  return all
    .filter(([, value, forAll]) => value && (forAll || audience === "admin"))
    .map(([label, value]) => ({ label, value: value ?? "" }));
}

const WHAT_TO_DO =
  "Mend what it names, then Retry: it goes on from there, and what is done stays done. Give up… if nobody can.";

/** ", approved by Ada and Bo": who decided stays to be seen on a collapsed card. */
function decidersOf({ status, decisions }: Request): string {
  const made = [decisions.admin, decisions.pi].filter((decision) => !!decision);
  if (made.length === 0 || status === "waiting") return "";
  const last = made.at(-1)?.verdict;
  const names = made.filter(({ verdict }) => verdict === last).map(({ byName }) => byName);
  return `, ${last === "spam" ? "marked as spam" : last} by ${names.join(" and ")}`;
}

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

const words = (kind: string) => `new ${kind}`;
