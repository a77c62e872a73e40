import { hasEnded, type Request } from "../../db/tables/requests.ts";
import type { TicketEvent } from "../../tickets/tickets.ts";
import { describeState } from "../../view/describe-state.ts";
import { type TicketSettings, ticketFace } from "../../view/ticket-view.ts";

/** What a transaction on a ticket means for its request. */
export type TicketMeaning =
  /** It means nothing: acct did it, or it belongs to a ticket that was merged into this one. */
  | { readonly kind: "nothing" }
  /** Someone did something that only shows that the ticket is in use. */
  | { readonly kind: "activity" }
  | { readonly kind: "action"; readonly action: "approve-for-pi" | "retry" | "deny" }
  | { readonly kind: "refused"; readonly why: string }
  /** The requester wrote. */
  | { readonly kind: "reply" };

interface TicketContext extends TicketSettings {
  readonly ticketId: number;
}

/** By this number, staff approve in place of the PI. */
const APPROVED = 3;
/** The user as whom RT itself acts. */
const RT_SYSTEM = 1;

/**
 * Decides what a transaction means, without saying whether the person may do it. Only what a person did on this very ticket means
 * anything: not what acct or the ticket system did, and not what a merge has brought along.
 */
export function judgeEvent(event: TicketEvent, request: Request, context: TicketContext): TicketMeaning {
  const { by, type, field, ticketId } = event;
  if (by.isUs || ticketId !== context.ticketId) return { kind: "nothing" };
  if (field === "Priority") return judgePriority(event, request, context);
  if (by.id === RT_SYSTEM) return { kind: "nothing" };
  if (field === "Status" && event.newValue === "rejected" && by.isPrivileged)
    return request.waitsFor === "admin" || request.waitsFor === "pi"
      ? { kind: "action", action: "deny" }
      : {
          kind: "refused",
          why: whyNotDenied(request),
        };
  if (type === "Correspond" && by.email.toLowerCase() === request.email.toLowerCase())
    return { kind: "reply" };
  return { kind: "activity" };
}

/** Ends without a period, like every reason. */
function whyNotDenied(request: Request): string {
  const { id, status } = request;
  if (hasEnded(request)) return endedAlready(request);
  const end =
    status === "stuck"
      ? "To end it, abandon it on its card"
      : "To end it, look at the buttons on its card, or offboard the person";
  return `request ${id} can be denied only while an admin or the PI decides, and now it is at another step (${describeState(request)}). ${end}`;
}

const endedAlready = (request: Request) =>
  `request ${request.id} has ended already (${describeState(request)})`;

function judgePriority(
  { by, newValue }: TicketEvent,
  request: Request,
  context: TicketContext,
): TicketMeaning {
  const number = Number(newValue ?? Number.NaN);
  const { priority } = ticketFace(request, context);
  if (number === priority) return { kind: "activity" };
  if (by.id === RT_SYSTEM || !by.isPrivileged)
    return { kind: "refused", why: "only staff can change the priority by hand" };
  if (hasEnded(request)) return { kind: "refused", why: endedAlready(request) };
  if (request.status === "stuck") {
    return number > 0 && number !== context.errorPriority
      ? { kind: "action", action: "retry" }
      : { kind: "refused", why: "to try again, set the priority to 1 or more" };
  }
  if (request.waitsFor === "pi") {
    return number === APPROVED
      ? { kind: "action", action: "approve-for-pi" }
      : { kind: "refused", why: `to approve in place of the PI, set the priority to ${APPROVED}` };
  }
  if (request.waitsFor === "admin")
    return { kind: "refused", why: "it waits for an admin, who decides on its card" };
  return {
    kind: "refused",
    why: "there is nothing to decide at this step, and acct sets the priority itself",
  };
}
