import type { TicketTemplate } from "../../intake/tickets/ticket-template.ts";
import type { Tickets } from "../../tickets/tickets.ts";
import type { TicketSettings } from "../../view/ticket-view.ts";

/** A queue of a ticket system, and how the site uses it. */
export interface TicketSystem extends TicketSettings {
  readonly tickets: Tickets;
  /** The ticket system in identities and views: "rt:rt.example.org". */
  readonly place: string;
  readonly queue: string;
  readonly template: TicketTemplate;
  /** True if the ticket system accepts a message only from the owner of its address. */
  readonly verifiesSenders: boolean;
  /** True if the addresses of staff in the ticket system are known to be theirs. */
  readonly trustsStaffAddresses: boolean;
  /** How often the queue is read, in milliseconds. */
  readonly pollEveryMs: number;
}
