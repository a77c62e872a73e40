import { hasEnded, type Request } from "../../db/tables/requests.ts";
import type { TicketFace } from "../../view/ticket-view.ts";

/** What a ticket isn't worked on with. */
export const CLOSED: readonly string[] = ["resolved", "rejected", "deleted"];

/**
 * Returns the status that a ticket should have. Staff may stall a ticket, or resolve it themselves: only the first step and the last one are
 * acct's. But a rejected ticket says that the request is denied, so it is opened again while the request is open.
 */
export function statusToShow(
  request: Pick<Request, "status">,
  face: TicketFace["status"],
  current: string,
): string {
  if (hasEnded(request)) return CLOSED.includes(current) ? current : face;
  const isWrong = current === "rejected" || (current === "new" && face === "open");
  return isWrong ? face : current;
}
