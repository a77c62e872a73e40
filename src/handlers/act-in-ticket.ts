import { BusyError } from "../chat/chat.ts";
import type { Dispatch } from "../chat/interaction.ts";
import { recordEvent } from "../db/apply-change.ts";
import type { EventKind } from "../db/names.ts";
import { listEvents } from "../db/requests.ts";
import { hasEnded, type Request } from "../db/tables/requests.ts";
import { findTicketRow, updateTicket } from "../db/tickets.ts";
import { readTicketText } from "../intake/tickets/ticket-text.ts";
import { commentOnce } from "../pipeline/tickets/comment-once.ts";
import { judgeEvent } from "../pipeline/tickets/judge-event.ts";
import type { PollDeps } from "../pipeline/tickets/poll-tickets.ts";
import type { TicketSystem } from "../pipeline/tickets/ticket-system.ts";
import type { Ticket, TicketEvent } from "../tickets/tickets.ts";
import { fullName } from "../view/full-name.ts";
import { formatMoment } from "../view/languages.ts";
import type { Line } from "../view/notice.ts";
import { ticketMark } from "../view/ticket-view.ts";
import { tidyText } from "../view/tidy.ts";
import { answerQuestion } from "./actions/answer.ts";
import { denyOffboarded } from "./deny-paused-person.ts";
import { findTicketStaff } from "./find-ticket-staff.ts";
import type { HandlerContext } from "./handler.ts";
import { emailActor } from "./policy.ts";

interface ActDeps {
  readonly context: HandlerContext;
  readonly system: TicketSystem;
  /** The door that every action of people goes through. */
  readonly handle: Dispatch;
}

type TicketAction = "approve-for-pi" | "retry" | "deny";
type Obeyed = Parameters<PollDeps["obey"]>;

/** The event that shows that an action was done. */
const EVENTS: Readonly<Record<TicketAction, EventKind>> = {
  "approve-for-pi": "approved",
  retry: "retried",
  deny: "denied",
};
const MAX_REPLY = 3000;

/**
 * Does what people mean by a change of a ticket, through the same door as buttons and commands. What acct doesn't do is explained in a
 * comment, once. Each transaction is acted on once, also if the process ends in the middle.
 */
export const actInTicket = (deps: ActDeps): PollDeps["obey"] =>
  async function obey(...[event, ticket, request]: Obeyed): Promise<void> {
    const { system } = deps;
    const { ticketId } = event;
    const meaning = judgeEvent(event, request, { ...system, ticketId: ticket.id });
    switch (meaning.kind) {
      case "nothing":
      case "activity":
        return;
      case "refused": {
        const text = `${whatIsUndone(event, request)}: ${meaning.why}.`;
        return commentOnce(
          ticketId,
          { text, mark: ticketMark(request, `refused ${event.id}`), afterEventId: event.id },
          system.tickets,
        );
      }
      case "reply":
        return takeReply(event, ticket, request, deps);
      case "action":
        return act(meaning.action, event, request, deps);
    }
  };

function whatIsUndone({ field, newValue, by }: TicketEvent, request: Request): string {
  if (hasEnded(request))
    return `${by.name}'s change of the ${field?.toLowerCase()} to ${newValue} decides nothing`;
  return field === "Priority"
    ? `acct puts the priority back, which ${by.name} has set to ${newValue}`
    : `acct opens the ticket again, which ${by.name} has ${newValue}`;
}

async function act(action: TicketAction, event: TicketEvent, request: Request, deps: ActDeps): Promise<void> {
  const { context, system, handle } = deps;
  const user = `${system.place}/${event.by.id}`;
  const staff = await findTicketStaff(event.by, system, context);
  if ("why" in staff) return refuse(staff.why, event, request, deps);
  const { actor } = staff;
  const isDone = await begin(event, request, deps, { kind: EVENTS[action], actor: actor.user });
  if (isDone) return;
  const evidence = { ticket: event.ticketId, transaction: event.id, user };
  const where = `on ticket ${event.ticketId}`;
  const reply = await handle({
    action,
    actor: { ...actor, elsewhere: { surface: "ticket", evidence } },
    subject: { id: request.id, mark: request.mark, version: request.version },
    text: "",
    values: action === "approve-for-pi" || action === "deny" ? { reason: reasonFor(action, where) } : {},
    deliveryId: `ticket:${system.place}:${event.id}`,
  });
  const after = await listEvents(context.db, request.id);
  const wasDone = after.some(
    ({ seq, kind, actor: by }) => seq > request.version && kind === EVENTS[action] && by === actor.user,
  );
  if (wasDone) return;
  if (reply.kind !== "message") throw new BusyError(RETRY_MS);
  const { timeZone } = context.rules.site;
  const lines = reply.notice.lines.map((line) => plain(line, timeZone)).join(" ");
  return refuse(lines === "" ? reply.notice.title : lines, event, request, deps);
}

const RETRY_MS = 10_000;
const reasonFor = (action: TicketAction, where: string) =>
  action === "deny" ? "Your ticket was rejected." : `Priority set to 3 ${where}`;

const plain = (line: Line, timeZone: string): string =>
  [line]
    .flat()
    .map((part) => (part instanceof Date ? formatMoment(part, "en", timeZone) : part))
    .join("");

function refuse(why: string, event: TicketEvent, request: Request, { system }: ActDeps): Promise<void> {
  const text = `${event.by.name}'s change of the ${event.field?.toLowerCase()} to ${event.newValue} has no effect on request ${request.id}, and acct puts it back: ${why}`;
  const mark = ticketMark(request, `refused ${event.id}`);
  return commentOnce(event.ticketId, { text, mark, afterEventId: event.id }, system.tickets);
}

/** The requester's words answer an open question, or else are a line in the history. */
async function takeReply(event: TicketEvent, ticket: Ticket, request: Request, deps: ActDeps): Promise<void> {
  const { context, system } = deps;
  const content = await system.tickets.readEventContent(event.id);
  const said = tidyText(readTicketText(content ?? ""));
  if (said === "") return;
  const text = said.length > MAX_REPLY ? `${said.slice(0, MAX_REPLY)} … (the rest is on the ticket)` : said;
  const actor = emailActor(request.email, `${fullName(request)} (on ticket ${ticket.id})`);
  if (await begin(event, request, deps, { kind: "answered", actor: actor.user })) return;
  const isAnswer = request.question && !(await denyOffboarded(actor, context));
  const late = isAnswer ? await answerQuestion(request.id, text, actor, context) : "No one has asked.";
  if (!late) return;
  const history = await listEvents(context.db, request.id);
  if (history.some(({ kind, detail }) => kind === "replied" && detail.transaction === event.id)) return;
  await recordEvent(
    context.db,
    request.id,
    {
      kind: "replied",
      actor: actor.user,
      actorName: actor.name,
      note: text,
      detail: { transaction: event.id },
    },
    context.now(),
  );
}

/** Records that acct begins to act on a transaction. Returns true if it has done so before, and it was done. */
async function begin(
  event: TicketEvent,
  request: Request,
  { context: { db }, system }: ActDeps,
  by: { readonly kind: EventKind; readonly actor: string },
): Promise<boolean> {
  const key = { place: system.place, ticketId: event.ticketId };
  const before = (await findTicketRow(db, key))?.acting;
  if (before?.eventId !== event.id) {
    await updateTicket(db, key, { acting: { eventId: event.id, version: request.version } });
    return false;
  }
  const history = await listEvents(db, request.id);
  return history.some(
    ({ seq, kind, actor }) => seq > before.version && kind === by.kind && actor === by.actor,
  );
}
