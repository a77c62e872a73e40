import type { Audience } from "../db/names.ts";
import { hasEnded, type Request } from "../db/tables/requests.ts";
import type { Button } from "./button.ts";
import { KIND_VIEWS } from "./kinds/kinds.ts";
import { STAGE_VIEWS } from "./stages.ts";

const APPROVE: Button = { action: "approve", label: "Approve", style: "primary" };
const DENY: Button = { action: "deny", label: "Deny…" };
const SPAM: Button = {
  action: "spam",
  label: "Spam",
  style: "danger",
  confirm: {
    title: "Mark as spam?",
    text: "This closes the request without notifying the sender. Future requests from this address will be put on hold.",
    yes: "Mark as spam",
  },
};
const ASK: Button = { action: "ask", label: "Ask…" };
const CLAIM: Button = { action: "claim", label: "Assign to me" };
const UNCLAIM: Button = { action: "unclaim", label: "Unassign" };
const RELEASE: Button = { action: "release", label: "Release" };
const DETAILS: Button = { action: "details", label: "Details" };
const APPROVE_FOR_PI: Button = { action: "approve-for-pi", label: "Approve for the PI…" };
const CHANGE_PI: Button = { action: "change-pi", label: "Change PI…" };
const REASSIGN: Button = { action: "reassign", label: "Not mine…" };
const DELEGATE: Button = { action: "delegate", label: "Delegate…" };
export const WITHDRAW: Button = {
  action: "withdraw",
  label: "Withdraw…",
  confirm: {
    title: "Withdraw this request?",
    text: "You can submit a new one at any time.",
    yes: "Withdraw",
  },
};
export const ANSWER: Button = { action: "answer", label: "Reply…", style: "primary" };
const RETRY: Button = { action: "retry", label: "Retry", style: "primary" };
const ABANDON: Button = { action: "abandon", label: "Give up…" };

interface ButtonsView {
  readonly audience: Audience;
  readonly place?: string;
  readonly allActions?: boolean;
}

/**
 * Returns the buttons for a request in its current state. A request that has ended has none, and a card has none while its
 * readers have nothing to do. `allActions` is for a person who opened this one request.
 */
export function buttonsFor(request: Request, view: ButtonsView): readonly Button[] {
  return withSpokenLabels(request, actionsFor(request, view));
}

/** Adds the request to each button's spoken label, because a screen reader may read the buttons of many requests in a row. */
function withSpokenLabels(
  { id, givenName, familyName }: Request,
  buttons: readonly Button[],
): readonly Button[] {
  return buttons.map((button) => ({
    ...button,
    spoken: `${button.label}, request ${id}, ${givenName} ${familyName}`,
  }));
}

function actionsFor(
  request: Request,
  { audience, place, allActions = false }: ButtonsView,
): readonly Button[] {
  const { status, waitsFor, piUser, escalatedAt } = request;
  if (audience === "pi") return buttonsForPi(request, place);
  if (hasEnded(request)) return [];
  if (status === "stuck") return [RETRY, ABANDON, DETAILS];
  const rest = allActions ? [DETAILS] : [];
  if (status === "quarantined") return [RELEASE, ...rest];
  switch (waitsFor) {
    case "admin":
      return [approveButton(request), DENY, SPAM, ASK, CLAIM, ...(request.assignee ? [UNCLAIM] : []), DETAILS];
    case "pi":
      if (!piUser || escalatedAt) return [APPROVE_FOR_PI, DENY, ASK, CHANGE_PI, DETAILS];
      return allActions ? [ASK, CHANGE_PI, DETAILS] : [];
    default:
      return rest;
  }
}

function buttonsForPi({ waitsFor, piUser, delegates }: Request, place?: string): readonly Button[] {
  if (waitsFor !== "pi") return [];
  if (place === undefined || place === piUser) return [APPROVE, DENY, REASSIGN, DELEGATE];
  // A person who was asked before the request was passed on still sees its card, but without buttons.
  return delegates.some(({ user }) => user === place) ? [APPROVE, DENY] : [];
}

/**
 * Returns the buttons for the requester. Whether the request can still be withdrawn is checked again when the button is
 * clicked.
 */
export function buttonsForRequester(request: Request): readonly Button[] {
  if (hasEnded(request)) return [];
  const withdraw = isWithdrawable(request) ? [WITHDRAW] : [];
  return withSpokenLabels(request, [...(request.question ? [ANSWER] : []), ...withdraw]);
}

/** Tells whether to offer withdrawal. It is offered until the request is approved, or while a dry run holds the request. */
export function isWithdrawable(request: Request): boolean {
  const { kind, stage, waitsFor } = request;
  if (hasEnded(request)) return false;
  const { withdrawable } = STAGE_VIEWS[stage];
  return (
    KIND_VIEWS[kind].isAlwaysWithdrawable ||
    withdrawable === "always" ||
    (withdrawable === "in-dry-run" && waitsFor === "dry-run")
  );
}

/** Returns the Approve button. If the request has warnings, the confirmation dialog repeats them. */
function approveButton({ warnings }: Request): Button {
  if (warnings.length === 0) return APPROVE;
  return {
    ...APPROVE,
    confirm: { title: "Approve anyway?", text: warnings.join(" "), yes: "Approve" },
  };
}
