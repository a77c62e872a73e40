import type { Dispatch } from "../chat/interaction.ts";
import { describeFailure, newReference } from "../failure/describe-failure.ts";
import { actInTicket } from "../handlers/act-in-ticket.ts";
import type { HandlerContext } from "../handlers/handler.ts";
import type { Log } from "../log.ts";
import { notifyAccessBack, notifyAccessLost } from "../pipeline/outbox/notify-access-lost.ts";
import { pollTickets } from "../pipeline/tickets/poll-tickets.ts";
import type { TicketSystem } from "../pipeline/tickets/ticket-system.ts";
import { pollQueue } from "./poll-queue.ts";

interface TicketPolling {
  readonly system: TicketSystem;
  readonly context: HandlerContext;
  readonly handle: Dispatch;
  readonly log: Log;
  /** The number of this process; undefined while it must not take work. */
  readonly process: () => number | undefined;
  /** Says that there is a new message. */
  announce(): void;
}

/** Reads the queue of a ticket system from now on. If that fails for a while, the admins are told once a day. */
export function startTicketPolls({ system, context, handle, log, process, announce }: TicketPolling): {
  stop(): Promise<void>;
} {
  const { db, now, rules } = context;
  const { name } = system.tickets;
  const telling = { db, channel: rules.adminChannels, now, announce };
  return pollQueue({
    everyMs: system.pollEveryMs,
    task: `read ${name}`,
    log,
    poll: () =>
      pollTickets({ ...context, log, system, process, obey: actInTicket({ context, system, handle }) }),
    tell: (error) =>
      notifyAccessLost(
        {
          why: `acct hasn't been able to read tickets for a while: ${describeFailure(error, newReference())}`,
          cause: `tickets ${system.place}`,
          by: "tickets",
        },
        telling,
      ),
    tellWorks: () => notifyAccessBack("tickets", "Fixed: acct can read tickets again.", telling),
  });
}
