import { alignColumns, cutTo } from "../cli/align-columns.ts";
import { listApprovals } from "../db/approvals.ts";
import type { Db } from "../db/client.ts";
import { findRequest, listEvents } from "../db/requests.ts";
import { searchRequests } from "../db/search-requests.ts";
import type { Request } from "../db/tables/requests.ts";
import { parseListQuery } from "../handlers/list-filter.ts";
import { setTicket } from "../pipeline/outbox/set-ticket.ts";
import { retryRequest, retryRequests } from "../pipeline/retry-request.ts";
import { sendAgain } from "../pipeline/send-again.ts";
import { listStuckCauses, type StuckCause } from "../pipeline/stuck-causes.ts";
import { listUndeliveredCauses, type UndeliveredCause } from "../pipeline/undelivered-causes.ts";
import { describeState } from "../view/describe-state.ts";
import { fullName } from "../view/full-name.ts";
import type { Line } from "../view/notice.ts";
import { STAGE_VIEWS } from "../view/stages.ts";
import { toSteps } from "../view/steps.ts";
import { describeApproval } from "./describe-approval.ts";
import { localActor } from "./local-actor.ts";

const MAX_LISTED = 1000;

export interface ListedRequest {
  readonly requests: readonly Request[];
  /** Says that there are none, or that there are more; otherwise empty. */
  readonly note: string;
}

/** Lists the requests that match the filter, oldest first. Without a filter: all open requests. */
export async function listRequests(db: Db, filter: string, now: Date): Promise<ListedRequest> {
  const query = parseListQuery(filter, now);
  const { page, count } = await searchRequests(db, query.filter, {
    offset: (query.page - 1) * MAX_LISTED,
    limit: MAX_LISTED,
  });
  if (count === 0)
    return { requests: [], note: filter ? `Nothing matches "${filter}".` : "No open requests." };
  const note =
    count > query.page * MAX_LISTED
      ? `${count} requests in total; add "page ${query.page + 1}" to see more`
      : page.length === 0
        ? `${count} requests in total; there is no page ${query.page}`
        : "";
  return { requests: page, note };
}

const HEADER = ["ID", "REQUESTED", "NAME", "ADDRESS", "PROJECT", "STATE"];

/** Formats requests as a table. */
export function requestTable(requests: readonly Request[], time: (at: Date) => string): string[] {
  return alignColumns([
    HEADER,
    ...requests.map((request) => [
      String(request.id),
      time(request.createdAt),
      cutTo(30, fullName(request)),
      cutTo(40, request.email),
      cutTo(32, request.project ?? `(${request.kind})`),
      cutTo(60, describeState(request)),
    ]),
  ]);
}

/** Formats what a program may want to know about a request; it contains no secret. */
export function requestAsJson(request: Request): string {
  const { id, kind, status, stage, givenName, familyName, email, username, project, createdAt } = request;
  const facts = {
    id,
    kind,
    status,
    stage,
    state: describeState(request),
    givenName,
    familyName,
    email,
    username,
    project,
  };
  return JSON.stringify({ ...facts, requestedAt: createdAt });
}

/** Formats a request, who approved what, and its history. Throws if there is no such request. */
export async function showRequest(db: Db, id: number, time: (at: Date) => string): Promise<string[]> {
  const request = await findRequest(db, id);
  if (!request) throw new Error(`Request ${id} not found.`);
  const facts = [
    `Request ${id}: ${fullName(request)} <${request.email}>`,
    `  ${describeState(request)}`,
    `  project ${request.project ?? "none"}, username ${request.username ?? "none yet"}, PI ${request.piEmail ?? "none"}`,
  ];
  const given = await listApprovals(db, id);
  const approvals = given.map((row) => `  ${describeApproval(row, time)}`);
  const steps = toSteps(await listEvents(db, id)).map(({ at, text }) => `  ${time(at)}  ${text}`);
  return [...facts, ...approvals, ...steps];
}

/** Retries a stuck request in the name of the local operator. Throws if the request is not stuck. */
export async function retryFromHere(
  id: number,
  deps: Parameters<typeof retryRequest>[2],
  time: (at: Date) => string,
): Promise<string> {
  const acted = await retryRequest(id, localActor(), deps);
  if (acted.kind !== "done") throw new Error(formatLine(acted.denial, time));
  return `Retrying request ${id} from "${STAGE_VIEWS[acted.request.stage].label}".`;
}

/** Lists why requests are stuck; only causes that contain these words, in any case, and only those of one system. */
export async function findStuckCauses(db: Db, wanted = "", system?: string): Promise<StuckCause[]> {
  const causes = await listStuckCauses(db, system);
  return causes.filter(({ sentence }) => sentence.toLowerCase().includes(wanted.toLowerCase()));
}

/** Retries every request that is stuck for one of these causes, one at a time. Returns what to print. */
export async function retryAllFromHere(
  causes: readonly StuckCause[],
  deps: Parameters<typeof retryRequests>[2],
  time: (at: Date) => string,
): Promise<string[]> {
  const stuck = causes.flatMap(({ requests }) => requests);
  const { retried, denials } = await retryRequests(stuck, localActor(), deps);
  return [
    ...denials.map((denial) => formatLine(denial, time)),
    `Retrying ${retried} ${retried === 1 ? "request" : "requests"}.`,
  ];
}

/** Sends the undelivered messages about a request again in the name of the local operator. Throws if there are none. */
export async function sendAgainFromHere(
  id: number,
  deps: Parameters<typeof sendAgain>[2],
  time: (at: Date) => string,
): Promise<string> {
  const { denial } = await sendAgain(id, localActor(), deps);
  if (denial !== undefined) throw new Error(formatLine(denial, time));
  return `Sending the undelivered messages about request ${id} again.`;
}

/** Sets the help desk's ticket of a request in the name of the local operator. Throws if that isn't possible. */
export async function setTicketFromHere(
  id: number,
  tag: string,
  deps: Parameters<typeof setTicket>[3],
): Promise<string> {
  const set = await setTicket(id, tag, localActor(), deps);
  if ("denial" in set) throw new Error(set.denial);
  return `Request ${id} has the ticket ${set.tag}. What happens to it is sent there.`;
}

/** Lists why messages about requests could not be delivered; only causes that contain these words, in any case. */
export async function findUndeliveredCauses(db: Db, now: Date, wanted = ""): Promise<UndeliveredCause[]> {
  const causes = await listUndeliveredCauses(db, now);
  return causes.filter(({ sentence }) => sentence.toLowerCase().includes(wanted.toLowerCase()));
}

/**
 * Sends the undelivered messages about these requests again, one request at a time, so that each is recorded. Returns what to
 * print.
 */
export async function sendAllAgainFromHere(
  requestIds: readonly number[],
  deps: Parameters<typeof sendAgain>[2],
  time: (at: Date) => string,
): Promise<string[]> {
  const denials: Line[] = [];
  for (const id of requestIds) {
    const { denial } = await sendAgain(id, localActor(), deps);
    if (denial !== undefined) denials.push(denial);
  }
  const count = requestIds.length - denials.length;
  return [
    ...denials.map((denial) => formatLine(denial, time)),
    `Sending the undelivered messages about ${count} ${count === 1 ? "request" : "requests"} again.`,
  ];
}

function formatLine(line: Line, time: (at: Date) => string): string {
  return typeof line === "string"
    ? line
    : line.map((part) => (part instanceof Date ? time(part) : part)).join("");
}
