import type { NewNotification } from "../../db/change.ts";
import type { Db } from "../../db/client.ts";
import { findTicket } from "../../db/helpdesk-tickets.ts";
import type { EventKind, TicketTemplate } from "../../db/names.ts";
import { findNotificationByKey } from "../../db/notifications.ts";
import { findRequest } from "../../db/requests.ts";
import type { Notification } from "../../db/tables/notifications.ts";
import type { Request } from "../../db/tables/requests.ts";
import { Failure } from "../../failure/failure.ts";
import type { Mail } from "../../mail/mailer.ts";
import { fullName } from "../../view/full-name.ts";
import { describePlanLine } from "../../view/plan-line.ts";
import { describeRequestKind } from "../../view/request-phrase.ts";
import { field, fillLayout, quoted } from "../../view/ticket-layout.ts";
import { writeDays } from "../../view/write-days.ts";
import { openApprovals } from "../checks/required-approvals.ts";
import type { StageFailure } from "../engine/transition.ts";
import type { Rules, TicketRules } from "../pipeline-deps.ts";
import type { Outcome, Stage } from "../stage.ts";
import { ticketMail } from "./ticket-mail.ts";

const keyOf = (requestId: number) => `${"ticket-opened" satisfies TicketTemplate}:${requestId}`;

/** Outcomes of a stage by which a request isn't approved after all, or needs nothing. */
const NOT_APPROVED: ReadonlySet<string> = new Set(["rewind", "refuse", "fulfilled"]);

/**
 * The email that opens a ticket for a request, once its last approval was given: with the outcome of the first stages after it.
 * Its key makes it the only one, whatever happens to the request later. Empty in a dry run, until that ends.
 */
export function openTicket(
  request: Request,
  outcome: Pick<Outcome | StageFailure, "kind">,
  workflow: readonly Stage[],
  rules: Pick<Rules, "helpdesk" | "dryRun" | "approvals" | "privilegedProjects">,
): NewNotification[] {
  const { helpdesk, dryRun } = rules;
  const { id, kind, stage } = request;
  if (!helpdesk?.kinds.includes(kind) || dryRun || NOT_APPROVED.has(outcome.kind)) return [];
  const at = workflow.findIndex(({ name }) => name === stage);
  const lastApproval = workflow.findLastIndex(({ approval }) => approval !== undefined);
  const firstChange = workflow.findIndex(({ changesOutside }) => changesOutside);
  if (lastApproval < 0 || at <= lastApproval || at > firstChange) return [];
  if (openApprovals(request, rules).length > 0) return [];
  return [
    {
      key: keyOf(id),
      template: "ticket-opened",
      via: "email",
      toName: "Helpdesk",
      toEmail: helpdesk.address,
      toUser: null,
    },
  ];
}

export const isTicketTemplate = (template: string): template is TicketTemplate =>
  template === "ticket-opened" || template === "ticket-note";

interface TicketDeps {
  readonly db: Db;
  readonly rules: Pick<Rules, "helpdesk" | "publicUrl">;
}

/**
 * Writes the email that opens a ticket, or one that follows. Undefined if nothing may be sent: without the help desk's own tag, an
 * email that follows would open another ticket.
 */
export async function toTicketMail(
  { requestId, template, toEmail, mark, data }: Notification,
  { db, rules }: TicketDeps,
): Promise<Mail | undefined> {
  const { helpdesk, publicUrl } = rules;
  const request = requestId === null ? undefined : await findRequest(db, requestId);
  if (!request) throw new Failure(`There is no request ${requestId}`);
  if (!helpdesk || !toEmail) return undefined;
  const idOf = (name: TicketTemplate, ofMark: string) =>
    `<${name}.${ofMark}.acct@${new URL(publicUrl).hostname}>`;
  const subject = subjectOf(request, helpdesk);
  const shared = {
    address: toEmail,
    autoSubmitted: helpdesk.autoSubmitted,
    replyTo: { name: fullName(request), address: request.email },
  };
  if (template === "ticket-opened") {
    const text = ticketText(request, helpdesk);
    return ticketMail({ ...shared, messageId: idOf(template, mark), subject, text });
  }
  const [ticket, opened] = [
    await findTicket(db, request.id),
    await findNotificationByKey(db, keyOf(request.id)),
  ];
  if (!ticket || !opened) return undefined;
  return ticketMail({
    ...shared,
    messageId: idOf("ticket-note", mark),
    subject: `${ticket.tag} ${subject}`,
    text: noteText(request, data),
    references: [idOf("ticket-opened", opened.mark)],
  });
}

const typeOf = ({ kind }: Request, { types }: TicketRules) => types[kind] ?? kind;

const subjectOf = (request: Request, helpdesk: TicketRules) =>
  fillLayout(helpdesk.subject, { type: typeOf(request, helpdesk), id: String(request.id) });

/** The text that opens a ticket. It never contains a PIN, because it names each of its parts. */
export function ticketText(request: Request, helpdesk: TicketRules): string {
  const { id, email, username, project, plan, details } = request;
  const texts = [details.projectDescription, details.reason].flatMap((text) => (text ? [quoted(text)] : []));
  const done =
    plan.length > 0 ? plan.map((line) => writeDays(describePlanLine(line))) : [describeRequestKind(request)];
  return fillLayout(helpdesk.layout, {
    id: String(id),
    email: field(email),
    type: typeOf(request, helpdesk),
    priority: helpdesk.priority,
    queue: helpdesk.queue,
    name: field(fullName(request)),
    username: field(username ?? "N/A"),
    project: field(project ?? "N/A"),
    comment: [...done.map((line) => `- ${field(line)}`), ...texts].join("\n"),
  });
}

/** What happened, in a sentence about "Request 7". The cause of a failure stays with the admins. */
const NEWS: Readonly<Partial<Record<EventKind, string>>> = {
  stuck: "is stuck: something failed, and the admins of acct know",
  "stage-failed": "is being retried",
  retried: "is being retried",
  "sent-back": "needs another approval",
  rerouted: "needs another approval",
  denied: "was denied",
  refused: "was refused",
  "marked-as-spam": "was marked as spam",
  abandoned: "was abandoned",
  withdrawn: "was withdrawn",
  expired: "has expired",
  offboarded: "was closed, because the account was deactivated",
  fulfilled: "is closed: this existed already",
};

/** Reasons that the requester is told, too. */
const WITH_REASON: ReadonlySet<string> = new Set(["denied", "refused", "abandoned", "expired"]);

/** The text of an email that follows. */
export function noteText(request: Request, { event = "", note = "" }: Notification["data"]): string {
  const { id, email, status } = request;
  const ended = status === "closed" ? "is done and closed" : "is done";
  const lines = [
    `[${field(email)}]`,
    `Request ${id} of ${field(fullName(request))} ${NEWS[event as EventKind] ?? ended}.`,
  ];
  return [...lines, ...(note && WITH_REASON.has(event) ? [quoted(note)] : [])].join("\n");
}
