import type { Event } from "../../db/tables/events.ts";
import { hasEnded, type Request } from "../../db/tables/requests.ts";
import type { StaffColumn } from "../../intake/sheet-layouts.ts";
import { validApprovals } from "../checks/required-approvals.ts";
import { workflowFor } from "../workflow-for.ts";
import type { Workflows } from "../workflows.ts";

/** What the columns of the staff should say. A missing column stays as it is; a blank one is cleared if acct wrote it. */
export type RowState = Readonly<Partial<Record<StaffColumn, string>>>;

/** Describes a request in the columns that staff know: "Approved", when the help desk was told of it, if it was, and when someone was reminded. */
export function describeRowState(
  request: Request,
  history: readonly Event[],
  {
    workflows,
    timeZone,
    ticketAt,
    isTicket = false,
  }: {
    readonly workflows: Workflows;
    readonly timeZone: string;
    /** When the email that opens a ticket was sent; null if it still has to be; undefined if there is none. */
    readonly ticketAt?: Date | null | undefined;
    /** The request is a ticket in a ticket system, where staff see the approval at once. */
    readonly isTicket?: boolean;
  },
): RowState {
  const approvedAt = findApproved(request, history, workflows);
  const notifiedAt = approvedAt === undefined ? undefined : (ticketAt ?? (isTicket ? approvedAt : undefined));
  const remindedAt = history.findLast(({ kind }) => kind === "reminded")?.at;
  return {
    approved: describeDecision(request, approvedAt !== undefined),
    ...(notifiedAt ? { helpdeskNotified: formatLocal(notifiedAt, timeZone) } : {}),
    ...(remindedAt ? { reminderSent: formatLocal(remindedAt, timeZone) } : {}),
  };
}

function describeDecision(request: Request, isApproved: boolean): string {
  const { status, approvals } = request;
  if (status === "spam") return "Spam";
  if (isApproved) return "Approved";
  if (status === "refused")
    return approvals.some(({ verdict }) => verdict === "denied") ? "Denied" : "Refused";
  if (status === "withdrawn") return "Withdrawn";
  // The column is about the admins. Someone else may still have to decide.
  return !hasEnded(request) && validApprovals(request).some(({ name }) => name !== "pi") ? "Approved" : "";
}

/** When everyone had approved who must; undefined if someone still has to, or has denied it. */
function findApproved(request: Request, history: readonly Event[], workflows: Workflows): Date | undefined {
  if (request.status === "spam" || request.approvals.some(({ verdict }) => verdict === "denied"))
    return undefined;
  const workflow = workflowFor(request, workflows);
  const at = workflow.findIndex(({ name }) => name === request.stage);
  if (at <= workflow.findLastIndex(({ approval }) => approval !== undefined)) return undefined;
  const last = history.findLast(({ kind }) => kind === "approved");
  return (last ?? history.findLast(({ stage }) => stage !== request.stage) ?? history[0])?.at;
}

/** As staff know it: "26 Nov 2026 21:10:06", in the time zone of the spreadsheet. */
export function formatLocal(at: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    ...({ day: "2-digit", month: "short", year: "numeric" } as const),
    ...({ hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" } as const),
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? "";
  const month = part("month").slice(0, 3);
  return `${part("day")} ${month} ${part("year")} ${part("hour")}:${part("minute")}:${part("second")}`;
}
