import type { Audience, Event, Request } from "../db/schema.ts";

/** A request as shown to one audience, in our own words. Chat systems lay it out; what people wrote stays plain text until then. */
export interface Card {
  readonly requestId: number;
  readonly title: string;
  /** For notifications and screen readers: the card in one line. */
  readonly summary: string;
  readonly facts: readonly Fact[];
  /** In the requester's own words. */
  readonly reason: string | undefined;
  readonly plan: readonly string[];
  readonly steps: readonly Step[];
  readonly buttons: readonly Button[];
}

export interface Fact {
  readonly label: string;
  readonly value: string;
}

export interface Step {
  readonly mark: "done" | "waiting" | "failed";
  readonly text: string;
  readonly at: Date;
}

/** Carries the request's id and nothing else: who may press it, and whether it still makes sense, is looked up at the click. */
export interface Button {
  readonly deed: string;
  readonly label: string;
  readonly style?: "primary" | "danger";
  readonly confirm?: { readonly title: string; readonly text: string; readonly yes: string };
}

const APPROVE: Button = { deed: "approve", label: "Approve", style: "primary" };
const DENY: Button = { deed: "deny", label: "Deny…" };
const SPAM: Button = {
  deed: "spam",
  label: "Spam",
  style: "danger",
  confirm: {
    title: "Mark as spam?",
    text: "The request ends here. Nobody is written to.",
    yes: "It is spam",
  },
};
const IN_PLACE: Button = { deed: "approve-in-place", label: "Approve in the PI's place…" };
const RETRY: Button = { deed: "retry", label: "Retry", style: "primary" };

/** The card of a request for an audience, as the request is now. */
export function cardOf(request: Request, history: readonly Event[], audience: Audience): Card {
  const who = `${request.givenName} ${request.familyName}`;
  const state = stateOf(request);
  return {
    requestId: request.id,
    title:
      audience === "pi"
        ? `${who} asks for an account in ${request.project}`
        : `Request ${request.id}: ${who}`,
    summary: `Request ${request.id}, ${who}, ${request.project}: ${state}`,
    facts: factsFor(request, audience, state),
    reason: request.details.reason,
    plan: audience === "admin" ? request.plan : [],
    steps: stepsOf(audience === "pi" ? history.filter(({ kind }) => FOR_PI.has(kind)) : history),
    buttons: buttonsFor(request, audience),
  };
}

function factsFor(request: Request, audience: Audience, state: string): Fact[] {
  const { details } = request;
  const pi = request.piName && request.piEmail ? `${request.piName}, ${request.piEmail}` : request.piEmail;
  const project = `${request.project}${details.newProject ? " (new)" : ""}`;
  const all: [label: string, value: string | null | undefined, forAll?: boolean][] = [
    ["State", state, true],
    ["Mail", request.email, true],
    ["Project", project, true],
    ["About the project", details.projectDescription],
    ["PI", pi ?? "none named: the requester leads the new project"],
    ["Username", request.username],
    ["Organization", details.organization, true],
    ["Role", details.role, true],
    ["Sponsor", details.sponsor],
    ["Also to be added", details.additionalUsers?.join(", ")],
  ];
  return all
    .filter(([, value, forAll]) => value && (forAll || audience === "admin"))
    .map(([label, value]) => ({ label, value: value ?? "" }));
}

/** Where a request stands, in a few words. */
export function stateOf(request: Request): string {
  switch (request.status) {
    case "running":
      return request.attempt > 0 ? `${words(request.stage)} failed and is tried again` : words(request.stage);
    case "waiting":
      return waitingFor(request);
    case "stuck":
      return `stuck at ${words(request.stage)}: ${request.problem}`;
    case "refused":
      return `refused: ${request.problem || "no reason given"}`;
    case "closed":
    case "spam":
    case "withdrawn":
      return request.status;
  }
}

function waitingFor(request: Request): string {
  switch (request.stage) {
    case "await-admin":
      return "waits for an admin";
    case "await-pi":
      return request.piUser
        ? `waits for ${request.piName}${request.escalatedAt ? ", who has not answered, or for an admin" : ""}`
        : `waits for ${request.piName ?? request.piEmail}, who is not in the chat, or for an admin`;
    case "hand-over":
      return "ready; waits for the person to choose a password";
    case "close":
      return "done; closes when nothing more happens";
    default:
      return `waits at ${words(request.stage)}`;
  }
}

/** A PI wants to know who asked and who decided; the rest is for admins. */
const FOR_PI: ReadonlySet<string> = new Set(["requested", "approved", "denied", "spam", "refused"]);

/** What happened, oldest first. That it waited matters only while it does. */
export function stepsOf(history: readonly Event[]): Step[] {
  return history.flatMap(({ kind, stage, actorName, note, at }, index): Step[] => {
    const step = (mark: Step["mark"], text: string): Step[] => [{ mark, text, at }];
    const because = note ? `: ${note}` : "";
    switch (kind) {
      case "requested":
        return step("done", `asked for by ${actorName}${because}`);
      case "approved":
        return step("done", `approved by ${actorName}${because}`);
      case "denied":
        return step("failed", `denied by ${actorName}${because}`);
      case "spam":
        return step("failed", `marked as spam by ${actorName}`);
      case "stage-done":
        return step("done", `${words(stage)}: ${note}`);
      case "waiting":
        return index === history.length - 1 ? step("waiting", `waits ${note}`) : [];
      case "stage-crashed":
      case "stuck":
      case "refused":
        return step("failed", `${words(stage)}: ${note}`);
      case "undelivered":
      case "escalated":
      case "expired":
        return step("failed", note);
      case "reminded":
        return step("done", note);
      default:
        return step("done", `${words(kind)} by ${actorName}${because}`);
    }
  });
}

function buttonsFor({ status, stage, piUser, escalatedAt }: Request, audience: Audience): Button[] {
  if (audience === "pi") return status === "waiting" && stage === "await-pi" ? [APPROVE, DENY] : [];
  if (status === "stuck") return [RETRY];
  if (status !== "waiting") return [];
  if (stage === "await-admin") return [APPROVE, DENY, SPAM];
  if (stage === "await-pi" && (!piUser || escalatedAt)) return [IN_PLACE, DENY];
  return [];
}

const words = (name: string) => name.replaceAll("-", " ");
