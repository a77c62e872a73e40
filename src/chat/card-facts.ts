import { type Audience, type Event, isOver, type Request } from "../db/schema.ts";
import type { CardView, Fact } from "./card.ts";
import type { Line } from "./notice.ts";

/** Somebody still has to decide, to whom everything about it matters. */
export const isUndecided = (request: Request) => !isOver(request) && request.stage.startsWith("await-");
interface CardContext {
  readonly state: string;
  readonly history: readonly Event[];
  readonly view: CardView;
}

/** How it stands, until when, what to do about it, and why the reader is asked. */
export function leadingFacts(request: Request, { state, history, view }: CardContext): Fact[] {
  const { audience, expireAfter } = view;
  const isAdmin = audience === "admin";
  const until = isAdmin ? waitsUntil(request, expireAfter) : undefined;
  const all: [label: string, value: Line | undefined][] = [
    ["State", state],
    ["What to do", isAdmin ? whatToDo(request) : undefined],
    ["Waits until", until && [until]],
    ["On it", isAdmin && request.status === "waiting" ? request.claim?.byName : undefined],
  ];
  return [
    ...dryRunFact(request, view),
    ...all.flatMap(([label, value]) => (value ? [{ label, value, leads: true }] : [])),
    ...whyAsked(request, history, view),
  ];
}

/** When it ends by itself. Undefined: it waits for nothing, or its clock stands still. */
function waitsUntil({ status, stage, question, clockSince, runAt }: Request, expireAfter?: number) {
  if (status !== "waiting" || question) return undefined;
  if (stage === "hand-over") return runAt ?? undefined;
  if (!stage.startsWith("await-") || expireAfter === undefined) return undefined;
  return new Date(clockSince.getTime() + expireAfter);
}

function whatToDo(request: Request): string | undefined {
  const { status, stage, warnings, question, piUser, escalatedAt } = request;
  if (status === "stuck") return MEND_AND_RETRY;
  if (status !== "waiting" || !stage.startsWith("await-")) return undefined;
  if (question) return "Nothing until the answer is there. You can decide before it, too.";
  if (stage === "await-admin")
    return warnings.length > 0 ? "Check what is odd. Then approve, ask, or deny." : "Approve, ask, or deny.";
  return piUser && !escalatedAt ? undefined : "Approve in the PI's place, name another PI, or deny.";
}

export const piOf = ({ piName, piEmail }: Request) => piName ?? piEmail ?? "the PI";
export const isDelegate = ({ delegates, piUser }: Request, place?: string) =>
  place !== undefined && place !== piUser && delegates.some(({ user }) => user === place);

/** Whoever decides as somebody's delegate, or because it was passed on to them, is not expected to know why they are asked. */
function whyAsked(request: Request, history: readonly Event[], { audience, place }: CardView): Fact[] {
  if (audience !== "pi" || !isUndecided(request)) return [];
  const because = (value: string): Fact[] => [{ label: "Why you are asked", value, leads: true }];
  if (isDelegate(request, place)) return because(`${piOf(request)} asked you to decide for them.`);
  const passedOn = history.findLast(({ kind }) => kind === "assigned");
  const isTheirs = place === undefined || place === request.piUser;
  return passedOn && isTheirs ? because(`${passedOn.actorName} passed it on to you.`) : [];
}

/** Who asks for what; with everything else that is known, as long as somebody has to decide. */
export function factsAbout(
  request: Request,
  { audience, isFull }: { readonly audience: Audience; readonly isFull: boolean },
): Fact[] {
  const { details, kind } = request;
  const named = request.piName && request.piEmail ? `${request.piName}, ${request.piEmail}` : request.piEmail;
  const leader = kind === "account" ? "none named: the requester leads the new project" : undefined;
  const project = request.project && `${request.project}${details.newProject ? " (new)" : ""}`;
  const admin = audience === "admin";
  const all: [label: string, value: Line | null | undefined, isShown: boolean][] = [
    ["Mail", request.email, true],
    ["Project", project, true],
    ["PI", named ?? leader, admin],
    [kind === "account" ? "Username" : "Account", request.username, admin],
    ["About the project", details.projectDescription, admin && isFull],
    ["Asked", [request.createdAt], admin && isFull],
    ["Organization", details.organization, isFull],
    ["Role", details.role, isFull],
    ["Sponsor", details.sponsor, admin && isFull],
    ["Also to be added", details.additionalUsers?.join(", "), isFull],
  ];
  return all.flatMap(([label, value, isShown]) => (value && isShown ? [{ label, value }] : []));
}

const MEND_AND_RETRY =
  "Mend what it names, then Retry: it goes on from there, and what is done stays done. Give up… if nobody can.";

/** On every card of a request that is not over: what its buttons say is not what happens. */
const dryRunFact = (request: Request, { dryRun = false }: CardView): Fact[] =>
  dryRun && !isOver(request)
    ? [{ label: "Dry run", value: "This is a test run: nothing is created.", leads: true }]
    : [];
