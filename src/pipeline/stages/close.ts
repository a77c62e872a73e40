import { findLastActivity } from "../../db/requests.ts";
import { findTicketActivity, findTicketOf } from "../../db/tickets.ts";
import { formatInterval } from "../../view/format-interval.ts";
import { toRequester } from "../outbox/recipients.ts";
import { done, type Stage, waitFor } from "../stage.ts";

export const close = {
  name: "close",
  async run(request, { db, now, rules }) {
    const [lastActivity, onTicket] = [
      await findLastActivity(db, request.id),
      await findTicketActivity(db, request.id),
    ];
    const since = Math.max(...[request.stageSince, lastActivity, onTicket].map((at) => at?.getTime() ?? 0));
    const closesAt = new Date(since + rules.times.closeAfter);
    if (now() < closesAt)
      return waitFor(
        "closing-time",
        `Closes in ${formatInterval(rules.times.closeAfter)} unless something happens`,
        {
          until: closesAt,
        },
      );

    // On a ticket, the last words come from the ticket system.
    const ticket = await findTicketOf(db, request.id);
    const notifications = ticket && ticket.mergedInto === null ? [] : [toRequester(request, "closed")];
    return done(`no activity for ${formatInterval(rules.times.closeAfter)}`, { notifications });
  },
} as const satisfies Stage;
