import type { EventKind } from "../db/names.ts";
import type { Event } from "../db/tables/events.ts";
import { hasEnded, type Request } from "../db/tables/requests.ts";
import { describeStateForOthers } from "./describe-state.ts";
import { KIND_VIEWS } from "./kinds/kinds.ts";
import type { Line } from "./notice.ts";
import { STAGE_VIEWS, WAIT_VIEWS } from "./stages.ts";
import { type Step, toSteps } from "./steps.ts";

/** Describes the state of a request to its requester. It doesn't reveal that the request was marked or held as spam. */
export function describeStateForRequester(request: Request): string {
  const { status, waitsFor, question, details } = request;
  if (status === "spam") return "Closed";
  if (status === "quarantined") return "Waiting for an admin";
  if (status === "waiting" && question) return `Waiting for your reply to ${question.byName}`;
  if (waitsFor === "address") return "Waiting for you to confirm your email address";
  if (waitsFor === "confirmation")
    return `Waiting for you to confirm what ${details.onBehalf?.byName ?? "someone else"} requested for you`;
  if (waitsFor === "password") return "Your account is ready. Waiting for you to set a password";
  if (waitsFor === "signature") return `Waiting for you to sign: ${titlesToSign(request)}`;
  return describeStateForOthers(request);
}

const titlesToSign = ({ details }: Request) => details.signing?.titles.join(", ") ?? "agreements";

/** Describes the state to the requester and, if the request is waiting, the time since when. */
export function describeStateWithTime(request: Request): Line {
  const state = describeStateForRequester(request);
  const { status, waitsFor, question } = request;
  const showsSince =
    question !== null || (waitsFor ? WAIT_VIEWS[waitsFor].showsSince : status === "quarantined");
  return showsSince && !hasEnded(request) ? [`${state} since `, request.clockSince] : state;
}

/** Returns the steps that concern the requester. What admins do among themselves is left out. */
export function stepsForRequester(history: readonly Event[]): Step[] {
  return toSteps(
    history.filter(({ kind }) => REQUESTER_EVENTS.has(kind)),
    "others",
  );
}

/** The events that a requester sees. `password-set` isn't one of them, because the stage `hand-over` already reports it. */
const REQUESTER_EVENTS: ReadonlySet<EventKind> = new Set([
  "requested",
  "approved",
  "denied",
  "refused",
  "asked",
  "answered",
  "address-confirmed",
  "corrected",
  "confirmed",
  "declined",
  "stage-done",
  "stuck",
  "abandoned",
  "fulfilled",
  "withdrawn",
  "offboarded",
  "resumed",
  "expired",
]);

/** Explains in a sentence what the requester can do about an open request now. */
export function nextStepFor(request: Request): string {
  const { status, stage, waitsFor, question, kind, email, details } = request;
  if (status === "waiting" && question) return "Reply to the question, and we'll continue.";
  if (waitsFor === "address") return `Confirm your address: we emailed the link to ${email}.`;
  if (waitsFor === "confirmation")
    return "Press Confirm… and choose a PIN, or press Decline. No one is asked to approve it before that.";
  if (waitsFor === "password") {
    return details.linkByChat
      ? "Set your password: the link is further up in this conversation. For a new link, use /acct resetpass."
      : `Set your password: we emailed the link to ${email}. For a new link, use /acct resetpass.`;
  }
  if (waitsFor === "signature")
    return "Read and sign what we sent you. Once you've signed, we'll continue right away.";
  if (STAGE_VIEWS[stage].isCompleted) {
    return KIND_VIEWS[kind].whenCompleted;
  }
  return "You don't need to do anything now. We'll keep you posted at every step.";
}

/**
 * Explains why a request can't be withdrawn anymore, what happened to it, and what the requester can do. `help` is the
 * address to contact.
 */
export function tooLateToWithdraw(request: Request, help: string): string {
  const { id, kind, status, stage, problem } = request;
  const undo = `To undo it, contact ${help}.`;
  switch (status) {
    case "withdrawn":
      return `Request ${id} has already been withdrawn. You can submit a new one at any time.`;
    case "refused": {
      const reason = problem || "no reason was given";
      const end = /[.!?]$/.test(reason) ? "" : ".";
      return `Request ${id} wasn't approved, so there's nothing to withdraw: ${reason}${end} You're welcome to apply again if this changes.`;
    }
    case "spam":
      return `Request ${id} is closed, so there's nothing to withdraw. If you have a question, contact ${help}.`;
    case "offboarded":
      return `Request ${id} ended when the account was deactivated. If that was a mistake, contact ${help}.`;
    default: {
      if (status !== "closed" && !STAGE_VIEWS[stage].isCompleted)
        return `Request ${id} has been approved and is being completed, so it can't be withdrawn anymore. ${undo}`;
      const result = KIND_VIEWS[kind].result?.(request);
      return `Request ${id} is already complete${result ? `: ${result}` : ""}, so it can't be withdrawn anymore. ${undo}`;
    }
  }
}
