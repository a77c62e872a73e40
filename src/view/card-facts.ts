import type { Audience, WaitsFor } from "../db/names.ts";
import type { Event } from "../db/tables/events.ts";
import { hasEnded, type Request, type TrustReview } from "../db/tables/requests.ts";
import { countFor, describeApprovals } from "./approvals.ts";
import type { CardFact, CardView } from "./card.ts";
import { explainGroups, groupOfApproval, groupsToDecide } from "./group-decisions.ts";
import { KIND_VIEWS } from "./kinds/kinds.ts";
import { formatDay } from "./languages.ts";
import type { Line } from "./notice.ts";
import { capitalize, STAGE_VIEWS } from "./stages.ts";

const isApproval = (waitsFor: WaitsFor | null) => waitsFor === "admin" || waitsFor === "pi";

/** Tells whether a decision is still pending. The card then shows everything that matters for the decision. */
export const isUndecided = (request: Request) =>
  !hasEnded(request) && STAGE_VIEWS[request.stage].isDecision === true;

interface CardContext {
  readonly state: string;
  readonly history: readonly Event[];
  readonly view: CardView;
}

/** Returns the facts that come first: the state, what to do, the deadline, the assigned admin, and why the reader is asked. */
export function leadingFacts(request: Request, { state, history, view }: CardContext): CardFact[] {
  const { audience, expireAfter } = view;
  const isAdmin = audience === "admin";
  const until = isAdmin ? findDeadline(request, expireAfter) : undefined;
  const all: [label: string, value: Line | undefined][] = [
    ["State", state],
    ["Approvals", isUndecided(request) ? describeApprovals(request) : undefined],
    ["What to do", isAdmin ? whatToDo(request) : undefined],
    ["Not confirmed as the PI", isAdmin ? nameUnconfirmed(request) : undefined],
    [request.waitsFor === "password" ? "Link expires" : "Open until", until && [until]],
    ["Assigned to", isAdmin && request.status === "waiting" ? request.assignee?.byName : undefined],
  ];
  return [
    ...dryRunFacts(request, view),
    ...all.flatMap(([label, value]) => (value ? [{ label, value, leads: true }] : [])),
    ...explainWhyAsked(request, history, view),
  ];
}

/** Returns the time when the request ends automatically. Returns undefined if it doesn't, or if a question pauses its clock. */
function findDeadline({ waitsFor, question, clockSince, runAt, details }: Request, expireAfter?: number) {
  if (question || details.review || details.gitlab || details.leaving) return undefined;
  if (waitsFor === "password") return runAt ?? undefined;
  if (!isApproval(waitsFor) || expireAfter === undefined) return undefined;
  return new Date(clockSince.getTime() + expireAfter);
}

function whatToDo(request: Request): string | undefined {
  const { kind, status, waitsFor, warnings, question, piUser, escalatedAt } = request;
  if (status === "stuck") return FIX_AND_RETRY;
  if (waitsFor === "new-owner")
    return "Choose who takes over. Then acct counts again, and asks for approval.";
  if (!isApproval(waitsFor)) return undefined;
  const ofKind = KIND_VIEWS[kind].whatToDo;
  if (ofKind) return ofKind;
  if (question) return "Nothing until the reply arrives. You can also decide without it.";
  if (waitsFor === "admin") {
    const groups = onlyGroupsLeft(request);
    if (groups)
      return request.details.groupsEscalatedAt
        ? `Approve for those who decide about ${groups}, or leave it out with Correct….`
        : `Nothing: those who decide about ${groups} are asked. You can leave it out with Correct….`;
    const choice = request.details.gitlab ? "approve, deny, or delete the account" : "approve, ask, or deny";
    return warnings.length > 0 ? `Check the warnings. Then ${choice}.` : `${capitalize(choice)}.`;
  }
  return piUser && !escalatedAt ? undefined : "Approve for the PI, change the PI, or deny.";
}

/** The groups besides the project, if only those who decide about them have to decide before the PI. */
function onlyGroupsLeft(request: Request): string | undefined {
  const open = request.required.filter((one) => one.name !== "pi" && countFor(request, one) < one.count);
  const groups = open.flatMap(({ name }) => groupOfApproval(name) ?? []);
  return groups.length > 0 && groups.length === open.length ? groups.join(" and ") : undefined;
}

const nameUnconfirmed = ({ waitsFor, piUser, details }: Request): string | undefined =>
  waitsFor === "pi" && !piUser ? (details.piUnconfirmed ?? undefined) : undefined;

export const piLabel = ({ piName, piEmail }: Request) => piName ?? piEmail ?? "the PI";
export const isDelegate = ({ delegates, piUser }: Request, place?: string) =>
  place !== undefined && place !== piUser && delegates.some(({ user }) => user === place);

/** The role in the project that lets this person decide beside the PI. Undefined for the PI and for a delegate. */
export const roleOf = ({ delegates }: Pick<Request, "delegates">, place?: string) =>
  delegates.find(({ user }) => user === place)?.role;

/** Explains to a delegate, or to a PI who got the request from someone else, why they are asked. They may not know. */
function explainWhyAsked(
  request: Request,
  history: readonly Event[],
  { audience, place }: CardView,
): CardFact[] {
  if (audience !== "pi" || !isUndecided(request)) return [];
  const groups = groupsToDecide(request, place ?? "");
  if (groups.length > 0) return [{ label: "Why you are asked", value: explainGroups(groups), leads: true }];
  const because = (value: string): CardFact[] => [{ label: "Why you are asked", value, leads: true }];
  const role = roleOf(request, place);
  if (role && isDelegate(request, place)) return because(describeRole(role, request));
  if (isDelegate(request, place)) return because(`${piLabel(request)} asked you to decide for them.`);
  const passedOn = history.findLast(({ kind }) => kind === "pi-changed" || kind === "reassigned");
  const isTheirs = place === undefined || place === request.piUser;
  if (!passedOn || !isTheirs) return [];
  const isByProject = passedOn.actor === "acct";
  return because(
    isByProject
      ? `You decide for ${request.project} now, instead of the PI before.`
      : `${passedOn.actorName} reassigned it to you.`,
  );
}

/** Explains to another PI or a manager of the project why they may decide. */
export const describeRole = (role: "pi" | "manager", { project }: Pick<Request, "project">): string =>
  role === "pi" ? `You're also a PI of ${project}.` : `You manage ${project}.`;

/** Returns the facts about the requester and the request. If `isFull` is true, all other known facts are included. */
export function factsAbout(
  request: Request,
  { audience, isFull }: { readonly audience: Audience; readonly isFull: boolean },
): CardFact[] {
  const { details } = request;
  const { withoutPi, usernameLabel } = KIND_VIEWS[request.kind];
  const named = request.piName && request.piEmail ? `${request.piName}, ${request.piEmail}` : request.piEmail;
  const project = request.project && `${request.project}${details.newProject ? " (new)" : ""}`;
  const admin = audience === "admin";
  const all: [label: string, value: Line | null | undefined, isShown: boolean, isWide?: boolean][] = [
    ["Email", request.email, true],
    ["Project", project, true],
    ["PI", named ?? withoutPi, admin],
    ["In the project until", details.endsOn && formatDay(details.endsOn, "en"), true],
    ["Invited by", details.invited && describeInviter(details.invited), isUndecided(request)],
    [usernameLabel, request.username ?? describeGitLabAccount(request), admin],
    [
      isUndecided(request) ? "Waiting since" : "Signed up",
      details.gitlab && [new Date(details.gitlab.createdAt)],
      admin,
    ],
    ["Usage", details.usage?.join("\n"), isUndecided(request), WIDE],
    ["Login", details.gitlab?.ldapDn ?? details.gitlab?.login, admin, WIDE],
    [
      "Rules",
      details.ruleFindings?.map((finding) => `• ${finding}`).join("\n"),
      admin && isUndecided(request),
      WIDE,
    ],
    ["Account in GitLab", details.review?.gitlab && `@${details.review.gitlab.username}`, admin],
    ["Approved", details.review && describeRuleApproval(details.review), admin],
    ["What was found then", details.review?.evidence, admin, WIDE],
    ["What is found now", details.review?.found, admin, WIDE],
    ["New owner", details.leaving?.newOwner, admin],
    ["Projects that lose their PI", details.projectsWithoutPi?.join(", "), admin],
    ["About the project", details.projectDescription, isFull && (admin || details.newProject === true)],
    // An account has waited since before acct saw it.
    ["Requested", [request.createdAt], admin && isFull && !details.gitlab],
    ["Organization", details.organization, isFull],
    ["Role", details.role, isFull],
    ["Sponsor", details.sponsor, admin && isFull],
    ["Other members to add", details.additionalUsers?.join(", "), isFull],
    ["Other groups", details.groups?.join(", "), isFull],
  ];
  return all.flatMap(([label, value, isShown, isWide]) =>
    value && isShown ? [{ label, value, ...(isWide ? { isWide } : {}) }] : [],
  );
}

const describeInviter = ({ by, counts }: { readonly by: string; readonly counts: boolean }) =>
  counts ? `${by}, which counts as the PI's approval` : by;

const WIDE = true;

const describeRuleApproval = ({ rule, requestId, approvedAt }: TrustReview): Line => [
  `By the rule ${rule} in request ${requestId}, `,
  new Date(approvedAt),
];

/** The account, and whether anything is known about whose it is. */
function describeGitLabAccount({ details: { gitlab } }: Request): string | undefined {
  if (!gitlab) return undefined;
  const { username, ldapDn, login, isAddressProven } = gitlab;
  if (ldapDn || login) return `@${username}`;
  return `@${username}, ${isAddressProven ? "whose address GitLab has confirmed" : "which has no login and no confirmed address"}`;
}

const FIX_AND_RETRY =
  "Fix the cause, then choose Retry. acct resumes where it stopped; finished steps are kept. If it can't be fixed, choose Give up.";

/** Returns a note about the dry run for every card of an open request, because its buttons don't create anything. */
const dryRunFacts = (request: Request, { dryRun = false }: CardView): CardFact[] =>
  dryRun && !hasEnded(request)
    ? [{ label: "Dry run", value: "This is a test run: nothing is created.", leads: true }]
    : [];
