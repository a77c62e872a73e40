import type { Audience } from "../db/names.ts";
import type { Event } from "../db/tables/events.ts";
import { hasEnded, type Request } from "../db/tables/requests.ts";
import type { Button } from "./button.ts";
import { fullName } from "./full-name.ts";
import { groupsToDecide, notesOn } from "./group-decisions.ts";
import { KIND_VIEWS } from "./kinds/kinds.ts";
import { type ButtonAction, buttonFor } from "./request-buttons.ts";
import { STAGE_VIEWS, WAIT_VIEWS, type WaitView } from "./stages.ts";

interface ButtonsView {
  readonly audience: Audience;
  readonly place?: string;
  readonly allActions?: boolean;
  /** The history of the request, which shows whether a message about it was lost. */
  readonly history?: readonly Pick<Event, "kind">[];
}

/**
 * Returns the buttons for a request in its current state. A request that has ended has none but for a lost message, and a card
 * has none while its readers have nothing to do. `allActions` is for a person who opened this one request.
 */
export function buttonsFor(request: Request, view: ButtonsView): readonly Button[] {
  const isLost = view.audience === "admin" && hasLostMessage(view.history ?? []);
  const actions = [...actionsFor(request, view), ...(isLost ? (["send-again"] as const) : [])];
  return toButtons(request, actions, view.audience === "admin" ? request.warnings : notesFor(request, view));
}

/** What someone who decides about a group besides the project should know. */
const notesFor = (request: Request, { place = "" }: ButtonsView): readonly string[] =>
  notesOn(groupsToDecide(request, place), request);

/** Tells whether a message about the request was given up, and no one has sent it again since. */
function hasLostMessage(history: readonly Pick<Event, "kind">[]): boolean {
  return (
    history.findLast(({ kind }) => kind === "undelivered" || kind === "sent-again")?.kind === "undelivered"
  );
}

/** Adds the request to each button's spoken label, because a screen reader may read the buttons of many requests in a row. */
function toButtons(
  request: Request,
  actions: readonly ButtonAction[],
  warnings: readonly string[] = [],
): readonly Button[] {
  const { id, givenName, familyName, waitsFor } = request;
  return actions.map((action) => {
    const button = action === "approve" && waitsFor === "admin" ? approveButton(warnings) : buttonFor(action);
    return { ...button, spoken: `${button.label}, request ${id}, ${fullName({ givenName, familyName })}` };
  });
}

function actionsFor(
  request: Request,
  { audience, place, allActions = false }: ButtonsView,
): readonly ButtonAction[] {
  const { status, waitsFor } = request;
  if (hasEnded(request)) return [];
  const wait = waitsFor ? WAIT_VIEWS[waitsFor] : undefined;
  if (audience === "pi") return wait ? actionsForPi(wait, request, place) : [];
  const rest: readonly ButtonAction[] = allActions ? ["details"] : [];
  if (status === "stuck") return ["retry", "abandon", "details"];
  if (status === "quarantined") return ["release", ...rest];
  if (!wait) return rest;
  return allActions ? wait.forAdmin(request) : wait.onAdminCard(request);
}

/** A person who was asked before the request was passed on still sees its card, but without buttons. */
function actionsForPi(wait: WaitView, request: Request, place?: string): readonly ButtonAction[] {
  if (place !== undefined && groupsToDecide(request, place).length > 0) return ["approve", "deny"];
  const { kind, piUser, delegates } = request;
  if (place === undefined || place === piUser)
    return KIND_VIEWS[kind].forPi?.passesOn === false ? wait.forDelegate : wait.forPi(request);
  return delegates.some(({ user }) => user === place) ? wait.forDelegate : [];
}

/**
 * Returns the buttons for the requester. Whether the request can still be withdrawn is checked again when the button is
 * clicked.
 */
export function buttonsForRequester(request: Request): readonly Button[] {
  if (hasEnded(request)) return [];
  if (request.waitsFor === "confirmation") return toButtons(request, ["confirm-request", "decline-request"]);
  return toButtons(request, [
    ...(request.question ? (["answer"] as const) : []),
    ...(isWithdrawable(request) ? (["withdraw"] as const) : []),
  ]);
}

/** Tells whether to offer withdrawal. It is offered until the request is approved, or while a dry run holds the request. */
export function isWithdrawable(request: Request): boolean {
  const { kind, stage, waitsFor, details } = request;
  if (hasEnded(request) || details.leaving?.isClosed) return false;
  const { withdrawable } = STAGE_VIEWS[stage];
  return (
    KIND_VIEWS[kind].isAlwaysWithdrawable ||
    withdrawable === "always" ||
    (withdrawable === "in-dry-run" && waitsFor === "dry-run")
  );
}

/** Returns the Approve button. If the request has warnings, the confirmation dialog repeats them. */
function approveButton(warnings: readonly string[]): Button {
  const approve = buttonFor("approve");
  if (warnings.length === 0) return approve;
  return {
    ...approve,
    confirm: { title: "Approve anyway?", text: warnings.join(" "), yes: "Approve" },
  };
}
