import { createHash } from "node:crypto";
import type { SecretKeys } from "../../credentials/secret-keys.ts";
import type { Db } from "../../db/client.ts";
import type { Request } from "../../db/tables/requests.ts";
import type { TicketRow } from "../../db/tables/tickets.ts";
import { showTicketAgain, ticketPlace, updateTicket } from "../../db/tickets.ts";
import type { Remark } from "../../intake/intake.ts";
import { readTicketDraft, type TicketDraft } from "../../intake/tickets/read-ticket-draft.ts";
import type { Log } from "../../log.ts";
import type { Ticket } from "../../tickets/tickets.ts";
import { describeState } from "../../view/describe-state.ts";
import { fullName } from "../../view/full-name.ts";
import { createRequest } from "../create-request.ts";
import { recognizeRow } from "../recognize-row.ts";
import { requestFromDraft } from "../request-from-draft.ts";
import type { Workflows } from "../workflows.ts";
import { commentOnce } from "./comment-once.ts";
import { readWholeTicket } from "./read-whole-ticket.ts";
import type { TicketSystem } from "./ticket-system.ts";

export interface TakeDeps {
  readonly db: Db;
  readonly workflows: Workflows;
  readonly secretKey: SecretKeys;
  readonly now: () => Date;
  readonly system: TicketSystem;
  readonly log: Log;
}

/**
 * Makes a request of a ticket, once: its origin is the ticket, so it is found again if the process ends before it is recorded. What can't be
 * read is commented on the ticket, once for the same problems, and read again after each message. A person with an open request gets
 * no second one.
 */
export async function takeTicket(ticket: Ticket, row: TicketRow, deps: TakeDeps): Promise<void> {
  const { db, now, system } = deps;
  const { place, ticketId } = row;
  const sender = ticket.requestors.find(({ email }) => email !== "")?.email;
  const fields = await readWholeTicket(ticket, system);
  const reading = readTicketDraft(fields, sender, system.template);
  if ("problems" in reading) return tellProblems(reading.problems, row, deps);
  const { request, isOwn } = await open(ticket, reading, row, deps);
  if (!isOwn) return tellDuplicate(request, row, deps);
  await updateTicket(db, row, { requestId: request.id, priority: ticket.priority, status: ticket.status });
  await showTicketAgain(db, request.id, { place, ticketId }, now());
  deps.log.info({ ticket: ticketId, request: request.id }, "a ticket has become a request");
}

interface Reading {
  readonly draft: TicketDraft;
  readonly warnings: readonly Remark[];
}

async function open(
  ticket: Ticket,
  { draft, warnings }: Reading,
  row: TicketRow,
  { db, workflows, secretKey, now, system }: TakeDeps,
): Promise<{ readonly request: Request; readonly isOwn: boolean }> {
  const place = ticketPlace(row);
  const origin = `ticket:${place}`;
  const { email, project } = draft;
  const identity = { origin, keys: [origin], knownBy: [origin], moments: [] };
  const found = await recognizeRow(db, { ...identity, email, project }, workflows);
  if (found.kind !== "new") return { request: found.request, isOwn: found.request.origin === origin };
  const isSender = ticket.requestors.some((each) => each.email.toLowerCase() === email.toLowerCase());
  const senders = ticket.requestors.map((each) => each.email || each.name).join(", ");
  const remarks = [
    ...warnings.map(({ column, sentence }) => `The field "${column}" ${sentence}.`),
    ...(isSender ? [] : [`The ticket was opened by ${senders || "someone else"}, not by ${email}.`]),
    ...(found.last ? [`The same person had request ${found.last.id} before.`] : []),
  ];
  const addressUnproved = !(isSender && system.verifiesSenders);
  const result = await createRequest(
    await requestFromDraft(draft, { origin, remarks, addressUnproved }, secretKey),
    {
      by: { id: `email:${email}`, name: fullName(draft) },
      note: `ticket ${row.ticketId} in ${system.tickets.name}`,
      views: [{ audience: "ticket", place }],
    },
    { db, workflows, now },
  );
  return { request: result.request, isOwn: result.request.origin === origin };
}

async function tellProblems(
  problems: readonly Remark[],
  row: TicketRow,
  { db, system }: TakeDeps,
): Promise<void> {
  const lines = problems.map(({ column, sentence }) => `- ${column} ${sentence}`);
  const problem = createHash("sha256").update(lines.join("\n")).digest("hex").slice(0, 12);
  if (problem === row.problem) return;
  const text = `acct can't make a request of this ticket yet:\n\n${lines.join("\n")}\n\nReply or comment with each of these fields on a line of its own, such as "${problems[0]?.column}: …". Then acct reads the ticket again.`;
  await commentOnce(row.ticketId, { text, mark: `[acct problem ${problem}]` }, system.tickets);
  await updateTicket(db, row, { problem });
}

async function tellDuplicate(request: Request, row: TicketRow, { db, system }: TakeDeps): Promise<void> {
  const text = `${request.email} already has request ${request.id} (${describeState(request)}), so acct doesn't make another one of this ticket. Once that one has ended, the person can open a new ticket.`;
  await commentOnce(row.ticketId, { text, mark: `[acct known ${request.id}]` }, system.tickets);
  await updateTicket(db, row, { ignored: true });
}
