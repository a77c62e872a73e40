import { z } from "zod";
import { ChangeRejectedError, type Ticket, TicketChangedError, type TicketChanges } from "../tickets.ts";
import { RtError } from "./call-rt.ts";
import { findTicket } from "./find-ticket.ts";
import { listEvents } from "./list-events.ts";
import { explainPriority } from "./priority-labels.ts";
import type { RtClient } from "./rt-client.ts";
import type { PriorityConfig } from "./rt-config.ts";

interface Change {
  readonly ticket: Ticket;
  readonly changes: TicketChanges;
  readonly config: PriorityConfig;
  /** The ID of the user that acct logs in as. */
  readonly us: number;
}

const FIELDS = ["status", "priority"] as const;
const RT_NAMES = { status: "Status", priority: "Priority" } as const;
const PRECONDITION_FAILED = 412;

/**
 * Changes a ticket if it is as it was read. RT's ETag stays the same after changes without a transaction, so the fields are compared,
 * too. RT answers with 200 whatever it did, and its messages depend on language and version: only the ticket afterwards counts.
 */
export async function changeTicket(
  client: RtClient,
  { ticket, changes, config, us }: Change,
): Promise<Ticket> {
  const before = await findTicket(client, ticket.id, ticket.requestors);
  throwIfChanged(ticket, before, changes);
  const asked = FIELDS.filter((field) => changes[field] !== undefined && changes[field] !== before[field]);
  if (asked.length === 0) return before;

  const body = Object.fromEntries(asked.map((field) => [RT_NAMES[field], toSend(field, changes, config)]));
  const said = await put(client, before, body);
  const after = await findTicket(client, ticket.id, ticket.requestors);
  const wrong = asked.filter((field) => after?.[field] !== changes[field]);
  if (!after) throw new TicketChangedError(`ticket ${ticket.id} can no longer be seen`);
  if (wrong.length === 0) return after;

  if (await didOthersChange(client, before, wrong, us))
    throw new TicketChangedError(`someone changed ticket ${ticket.id} at the same moment`);
  const quoted = said === "" ? "" : `: ${said}`;
  const { priority } = changes;
  if (priority !== undefined && wrong.includes("priority")) {
    // RT stores 0, which means a new ticket, instead of a number that it doesn't accept.
    if (before.priority > 0 && after.priority !== before.priority)
      await put(client, after, { Priority: String(before.priority) });
    const advice = priority < 0 ? `. ${explainPriority(config)}` : quoted;
    throw new ChangeRejectedError(
      `Request Tracker has ${after.priority} instead of ${priority} as the priority of ticket ${ticket.id}${advice}`,
    );
  }
  throw new ChangeRejectedError(
    `Request Tracker has ${after.status} instead of ${changes.status} as the status of ticket ${ticket.id}${quoted}`,
  );
}

function throwIfChanged(
  ticket: Ticket,
  before: Ticket | undefined,
  changes: TicketChanges,
): asserts before is Ticket {
  const { id } = ticket;
  if (!before) throw new TicketChangedError(`ticket ${id} was deleted, or acct may no longer see it`);
  if (before.id !== id) throw new TicketChangedError(`ticket ${id} was merged into ticket ${before.id}`);
  for (const field of FIELDS) {
    if (changes[field] === undefined || before[field] === ticket[field]) continue;
    throw new TicketChangedError(
      `the ${field} of ticket ${id} changed from ${ticket[field]} to ${before[field]} in the meantime`,
    );
  }
  if (ticket.etag !== undefined && before.etag !== ticket.etag)
    throw new TicketChangedError(`ticket ${id} changed in the meantime`);
}

/** RT takes only digits for a number. Anything negative has to be sent as the label that stands for it. */
function toSend(field: "status" | "priority", changes: TicketChanges, config: Change["config"]): string {
  const value = changes[field];
  return typeof value === "number" && value < 0 ? config.errorLabel : String(value);
}

const messages = z.array(z.string()).catch([]);

/** Returns what RT said about it. */
async function put(client: RtClient, { id, etag }: Ticket, body: object): Promise<string> {
  try {
    const { json } = await client.send({ method: "PUT", path: `ticket/${id}`, body, ifMatch: etag });
    // RT says the same once for each field.
    return [...new Set(messages.parse(json))].join("; ");
  } catch (error) {
    if (error instanceof RtError && error.status === PRECONDITION_FAILED)
      throw new TicketChangedError(`ticket ${id} changed in the meantime`, { cause: error });
    throw error;
  }
}

/** Whether the latest change of one of these fields since then is someone else's. */
async function didOthersChange(
  client: RtClient,
  { id, etag }: Ticket,
  fields: readonly (typeof FIELDS)[number][],
  us: number,
): Promise<boolean> {
  const afterId = Number(/\d+/.exec(etag ?? "")?.[0] ?? 0);
  const latest = new Map<string, boolean>();
  for await (const { field, by } of listEvents(client, { ticketId: id, afterId, us }))
    if (field !== undefined) latest.set(field, by.isUs);
  return fields.some((field) => latest.get(RT_NAMES[field]) === false);
}
