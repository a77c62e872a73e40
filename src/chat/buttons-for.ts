import { type Audience, isOver, type Request } from "../db/schema.ts";
import type { Button } from "./button.ts";

const APPROVE: Button = { deed: "approve", label: "Approve", style: "primary" };
const DENY: Button = { deed: "deny", label: "Deny…" };
const SPAM: Button = {
  deed: "spam",
  label: "Spam",
  style: "danger",
  confirm: {
    title: "Mark as spam?",
    text: "The request ends here. Nobody is written to, and further requests from this address are held back.",
    yes: "It is spam",
  },
};
const ASK: Button = { deed: "ask", label: "Ask…" };
const CLAIM: Button = { deed: "claim", label: "I'm on it" };
const DETAILS: Button = { deed: "details", label: "Details" };
const IN_PLACE: Button = { deed: "approve-in-place", label: "Approve in the PI's place…" };
const ASSIGN: Button = { deed: "assign", label: "Another PI…" };
const NOT_MINE: Button = { deed: "not-mine", label: "Not mine…" };
const DELEGATE: Button = { deed: "delegate", label: "Delegate…" };
export const WITHDRAW: Button = {
  deed: "withdraw-request",
  label: "Withdraw",
  confirm: { title: "Withdraw it?", text: "Nothing more happens with this request.", yes: "Withdraw" },
};
export const ANSWER: Button = { deed: "answer", label: "Answer…", style: "primary" };
const RETRY: Button = { deed: "retry", label: "Retry", style: "primary" };
const GIVE_UP: Button = { deed: "give-up", label: "Give up…" };

interface ButtonsView {
  readonly audience: Audience;
  readonly place?: string;
  readonly everything?: boolean;
}

/**
 * What can be done about a request, as it is now: nothing about one that is over, and on its card nothing either while
 * it waits for nobody who reads the card. `everything` is for whoever has asked for just this request.
 */
export function buttonsFor(request: Request, view: ButtonsView): readonly Button[] {
  return namedAfter(request, buttonsAbout(request, view));
}

/** Whose request it is, for those who hear the buttons of many requests one after the other. */
function namedAfter({ id, givenName, familyName }: Request, buttons: readonly Button[]): readonly Button[] {
  return buttons.map((button) => ({
    ...button,
    spoken: `${button.label}, request ${id}, ${givenName} ${familyName}`,
  }));
}

function buttonsAbout(
  request: Request,
  { audience, place, everything = false }: ButtonsView,
): readonly Button[] {
  const { status, stage, piUser, escalatedAt } = request;
  if (audience === "pi") return buttonsForPi(request, place);
  if (isOver(request)) return [];
  if (status === "stuck") return [RETRY, GIVE_UP, DETAILS];
  const rest = everything ? [DETAILS] : [];
  if (status !== "waiting") return rest;
  switch (stage) {
    case "await-admin":
      return [approveWarned(request), DENY, SPAM, ASK, CLAIM, DETAILS];
    case "await-pi":
      if (!piUser || escalatedAt) return [IN_PLACE, DENY, ASK, ASSIGN, DETAILS];
      return everything ? [ASK, ASSIGN, DETAILS] : [];
    default:
      return rest;
  }
}

function buttonsForPi({ status, stage, piUser, delegates }: Request, place?: string): readonly Button[] {
  if (status !== "waiting" || stage !== "await-pi") return [];
  if (place === undefined || place === piUser) return [APPROVE, DENY, NOT_MINE, DELEGATE];
  // Whoever was asked before it was handed on sees what becomes of it.
  return delegates.some(({ user }) => user === place) ? [APPROVE, DENY] : [];
}

/** What whoever asked can do. Withdrawing is offered until it is approved; whether it still can be is looked up at the click. */
export function buttonsForRequester(request: Request): readonly Button[] {
  if (isOver(request)) return [];
  const withdraw = isWithdrawable(request) ? [WITHDRAW] : [];
  return namedAfter(request, [...(request.question ? [ANSWER] : []), ...withdraw]);
}

/** Whether to offer it: until it is approved, or as long as a dry run holds it up. */
export function isWithdrawable(request: Request): boolean {
  const { kind, stage, waitsForDryRun } = request;
  if (isOver(request)) return false;
  if (kind === "password" || /^(verify|await)-/.test(stage)) return true;
  return waitsForDryRun && BEFORE_ANYTHING_IS_MADE.has(stage);
}

/** Where a dry run holds up what is approved. */
const BEFORE_ANYTHING_IS_MADE: ReadonlySet<string> = new Set([
  "confirm-plan",
  "register",
  "join-project",
  "set-quota",
]);

/** What looks odd is said once more before it is approved. */
function approveWarned({ warnings }: Request): Button {
  if (warnings.length === 0) return APPROVE;
  return {
    ...APPROVE,
    confirm: { title: "Approve in spite of this?", text: warnings.join(" "), yes: "Approve" },
  };
}
