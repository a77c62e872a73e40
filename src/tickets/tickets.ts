import { Failure } from "../failure/failure.ts";

/** A ticket, as the ticket system has it at one moment. */
export interface Ticket {
  readonly id: number;
  /** The number that it was found by, if it was merged into another ticket: then `id` is another one. */
  readonly askedFor: number;
  readonly queue: string;
  readonly subject: string;
  readonly status: string;
  readonly priority: number;
  /** Groups, which have no address of their own, are left out. */
  readonly requestors: readonly TicketUser[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** Changes with every transaction that acct may see. Undefined in lists, which don't have it. */
  readonly etag: string | undefined;
}

export interface TicketUser {
  /** The numeric ID of the user. Names may consist of digits, so they are never used to look someone up. */
  readonly id: number;
  readonly name: string;
  readonly email: string;
}

/** Who made a transaction. */
export interface TicketActor extends TicketUser {
  /** True for staff, who may act on tickets. The ticket system itself is not one of them. */
  readonly isPrivileged: boolean;
  /** True for the user that acct logs in as. */
  readonly isUs: boolean;
}

/** A transaction in the history of a ticket. */
export interface TicketEvent {
  readonly id: number;
  /** The ticket that it was made on, which is a different one if tickets were merged. */
  readonly ticketId: number;
  /** RT's name, such as "Create", "Correspond", "Comment", "Set", "Status". */
  readonly type: string;
  readonly field?: string;
  readonly oldValue?: string;
  readonly newValue?: string;
  readonly by: TicketActor;
  readonly at: Date;
}

export interface TicketChanges {
  readonly status?: string;
  readonly priority?: number;
}

/** A ticket system. Messages of its answers are only quoted, never interpreted: every change is read back. */
export interface Tickets {
  /** The name that people know: "Request Tracker". */
  readonly name: string;
  /** Throws a sentence if acct can't log in or lacks a right in the queue. */
  check(): Promise<void>;
  /** New tickets of the queue with numbers above this one, in order. */
  listNew(afterId: number): AsyncIterable<Ticket>;
  /** Tickets of the queue that changed during the last `days` days, each at least once. */
  listChanged(days: number): AsyncIterable<Ticket>;
  /** Undefined if there is none, or if acct may not see it. */
  find(id: number): Promise<Ticket | undefined>;
  /** The text with which the ticket was opened, or "" if there is none. */
  readContent(id: number): Promise<string>;
  /** The transactions after this one, in order. */
  listEvents(id: number, afterEventId: number): AsyncIterable<TicketEvent>;
  /** The text of a transaction; undefined if it has none. */
  readEventContent(eventId: number): Promise<string | undefined>;
  /**
   * Changes a ticket if it is still as it was read, and reads back what it changed. Throws a `TicketChangedError` if it changed in the meantime, and a
   * `ChangeRejectedError` that quotes the answer if a value is not what was asked for afterwards.
   */
  change(ticket: Ticket, changes: TicketChanges): Promise<Ticket>;
  /** Adds a comment, which only staff read. Returns the ID of its transaction. */
  comment(id: number, text: string): Promise<number>;
  /**
   * Writes to the requestors. With `status`, sets it in the same call, so that the message doesn't reopen the ticket. Throws a
   * `ChangeRejectedError` if the message was sent and the status is another one afterwards.
   */
  correspond(id: number, text: string, status?: string): Promise<void>;
  /**
   * Renames a user, found by the numeric ID, unless the name is taken. "rejected": the name consists of digits, or the ticket system
   * didn't change it, for example because acct lacks the right.
   */
  renameUser(user: TicketUser, name: string): Promise<"renamed" | "taken" | "rejected">;
  /** Adds the user with this name as another requestor, if there is one and its address is this one. */
  addRequestor(id: number, name: string, email: string): Promise<"added" | "other-address">;
}

/** The ticket system doesn't accept a value, for example because the queue has no such status or forbids this step. */
export class ChangeRejectedError extends Failure {
  override name = "ChangeRejectedError";
  constructor(message: string) {
    super(message, { lasts: true });
  }
}

/** The ticket is no longer as it was read. */
export class TicketChangedError extends Failure {
  override name = "TicketChangedError";
}
