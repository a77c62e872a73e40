import type { Audience, WaitsFor } from "../db/names.ts";
import { type Event, hasEnded, type Request } from "../db/schema.ts";
import type { CardView, Fact } from "./card.ts";
import type { Line } from "./notice.ts";
import { STAGE_VIEWS } from "./stages.ts";

const isApproval = (waitsFor: WaitsFor | null) => waitsFor === "admin" || waitsFor === "pi";

/** Someone still has to decide, and everything about the request matters to them. */
export const isUndecided = (request: Request) =>
  !hasEnded(request) && STAGE_VIEWS[request.stage].isDecision === true;

interface CardContext {
  readonly state: string;
  readonly history: readonly Event[];
  readonly view: CardView;
}

/** The state, until when, what to do about it, and why the reader is asked. */
export function leadingFacts(request: Request, { state, history, view }: CardContext): Fact[] {
  const { audience, expireAfter } = view;
  const isAdmin = audience === "admin";
  const until = isAdmin ? waitsUntil(request, expireAfter) : undefined;
  const all: [label: string, value: Line | undefined][] = [
    ["State", state],
    ["What to do", isAdmin ? whatToDo(request) : undefined],
    ["Open until", until && [until]],
    ["Assigned to", isAdmin && request.status === "waiting" ? request.claim?.byName : undefined],
  ];
  return [
    ...dryRunFacts(request, view),
    ...all.flatMap(([label, value]) => (value ? [{ label, value, leads: true }] : [])),
    ...whyAsked(request, history, view),
  ];
}

/** When it ends by itself. Undefined: it does not, or its clock has stopped for a question. */
function waitsUntil({ waitsFor, question, clockSince, runAt }: Request, expireAfter?: number) {
  if (question) return undefined;
  if (waitsFor === "password") return runAt ?? undefined;
  if (!isApproval(waitsFor) || expireAfter === undefined) return undefined;
  return new Date(clockSince.getTime() + expireAfter);
}

function whatToDo(request: Request): string | undefined {
  const { status, waitsFor, warnings, question, piUser, escalatedAt } = request;
  if (status === "stuck") return FIX_AND_RETRY;
  if (!isApproval(waitsFor)) return undefined;
  if (question) return "Nothing until the reply arrives. You can also decide without it.";
  if (waitsFor === "admin")
    return warnings.length > 0 ? "Check the warnings. Then approve, ask, or deny." : "Approve, ask, or deny.";
  return piUser && !escalatedAt ? undefined : "Approve for the PI, change the PI, or deny.";
}

export const piLabel = ({ piName, piEmail }: Request) => piName ?? piEmail ?? "the PI";
export const isDelegate = ({ delegates, piUser }: Request, place?: string) =>
  place !== undefined && place !== piUser && delegates.some(({ user }) => user === place);

/** A delegate, or someone to whom a request was passed on, may not know why they are asked. */
function whyAsked(request: Request, history: readonly Event[], { audience, place }: CardView): Fact[] {
  if (audience !== "pi" || !isUndecided(request)) return [];
  const because = (value: string): Fact[] => [{ label: "Why you are asked", value, leads: true }];
  if (isDelegate(request, place)) return because(`${piLabel(request)} asked you to decide for them.`);
  const passedOn = history.findLast(({ kind }) => kind === "pi-changed" || kind === "reassigned");
  const isTheirs = place === undefined || place === request.piUser;
  return passedOn && isTheirs ? because(`${passedOn.actorName} passed it on to you.`) : [];
}

/** Who requests what; with everything else that is known, as long as someone has to decide. */
export function factsAbout(
  request: Request,
  { audience, isFull }: { readonly audience: Audience; readonly isFull: boolean },
): Fact[] {
  const { details, kind } = request;
  const named = request.piName && request.piEmail ? `${request.piName}, ${request.piEmail}` : request.piEmail;
  const leader = kind === "account" ? "None: the requester will lead the new project" : undefined;
  const project = request.project && `${request.project}${details.newProject ? " (new)" : ""}`;
  const admin = audience === "admin";
  const all: [label: string, value: Line | null | undefined, isShown: boolean][] = [
    ["Email", request.email, true],
    ["Project", project, true],
    ["PI", named ?? leader, admin],
    [kind === "account" ? "Username" : "Account", request.username, admin],
    ["About the project", details.projectDescription, admin && isFull],
    ["Requested", [request.createdAt], admin && isFull],
    ["Organization", details.organization, isFull],
    ["Role", details.role, isFull],
    ["Sponsor", details.sponsor, admin && isFull],
    ["Other members to add", details.additionalUsers?.join(", "), isFull],
  ];
  return all.flatMap(([label, value, isShown]) => (value && isShown ? [{ label, value }] : []));
}

const FIX_AND_RETRY =
  "Fix the cause, then choose Retry. acct resumes where it stopped; finished steps are kept. If it can't be fixed, choose Give up.";

/** On every card of an open request, because its buttons create nothing. */
const dryRunFacts = (request: Request, { dryRun = false }: CardView): Fact[] =>
  dryRun && !hasEnded(request)
    ? [{ label: "Dry run", value: "This is a test run: nothing is created.", leads: true }]
    : [];
