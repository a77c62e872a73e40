import type { EventKind } from "../db/names.ts";
import type { Event } from "../db/tables/events.ts";
import type { Request } from "../db/tables/requests.ts";
import { STAGE_VIEWS, WAIT_VIEWS } from "./stages.ts";
import { describeEvent } from "./steps.ts";

/** How a ticket shows a request. */
export interface TicketFace {
  /** Undefined: the ticket keeps the one that it has. */
  readonly priority: number | undefined;
  readonly status: "new" | "open" | "resolved" | "rejected";
}

export interface TicketSettings {
  /** The priority of a ticket whose request failed. */
  readonly errorPriority: number;
  /** The status of the ticket of a request that was denied or refused. */
  readonly deniedStatus: "rejected" | "resolved";
}

/** Returns what the priority and the status of a ticket say about a request. Staff know the numbers from acct's ticket-driven predecessor. */
export function ticketFace(request: Request, settings: TicketSettings): TicketFace {
  const { status, stage, approvals } = request;
  const priority = rankOf(request);
  switch (status) {
    case "stuck":
      return { priority: settings.errorPriority, status: "open" };
    case "refused": {
      const isDecided = approvals.some(({ verdict }) => verdict === "denied");
      return { priority: isDecided ? undefined : settings.errorPriority, status: settings.deniedStatus };
    }
    case "spam":
      return { priority: undefined, status: "rejected" };
    case "closed":
      return { priority: stage === "close" ? priority : undefined, status: "resolved" };
    case "withdrawn":
    case "offboarded":
      return { priority: undefined, status: "resolved" };
    case "quarantined":
      return { priority: 0, status: "new" };
    case "running":
    case "waiting":
      return { priority, status: priority === 0 ? "new" : "open" };
  }
}

/** The step number of a stage. Until the identity is verified, the ticket is a new one. */
function rankOf({ stage }: Request): number {
  return stage === "verify-identity" ? 0 : (STAGE_VIEWS[stage].rank ?? 0);
}

/** What staff read on the ticket as a comment: decisions, and failures that need someone. */
const COMMENTED: ReadonlySet<EventKind> = new Set<EventKind>([
  "quarantined",
  "released",
  "approved",
  "denied",
  "marked-as-spam",
  "asked",
  "pi-changed",
  "reassigned",
  "retried",
  "abandoned",
  "withdrawn",
  "stuck",
  "sent-back",
  "fulfilled",
  "refused",
  "escalated",
  "expired",
  "offboarded",
]);

export interface TicketComment {
  /** The event in the request's history. */
  readonly seq: number;
  readonly text: string;
}

/** The comments that tell the history of a request after this event, oldest first. The first one describes the pipeline. */
export function ticketComments(
  request: Request,
  history: readonly Event[],
  { after, errorPriority }: { readonly after: number } & Pick<TicketSettings, "errorPriority">,
): TicketComment[] {
  const asked = history.find((event) => isAddressAsked(event, request));
  return history.flatMap((event, index): TicketComment[] => {
    const { seq, kind } = event;
    if (seq <= after) return [];
    const first = index === 0 ? [describePipeline(request, errorPriority)] : [];
    const said = COMMENTED.has(kind) ? [`${describeEvent(event).text}${advise(event, errorPriority)}`] : [];
    const waits = event === asked ? [describeAddressWait(request)] : [];
    const text = [...first, ...said, ...waits].join("\n\n");
    return text === "" ? [] : [{ seq, text }];
  });
}

const isAddressAsked = ({ kind, note }: Event, request: Request) =>
  kind === "waiting" && note === WAIT_VIEWS.address.state(request);

const describeAddressWait = ({ givenName, email }: Request) =>
  `acct waits until ${givenName} has confirmed ${email} by the link in the email that acct has sent there. No one is asked to decide before that. If only the owner of an address can open a ticket from it, turn rt.verifiesSenders on in acct.yml: then acct doesn't ask requestors who use their own address.`;

function advise({ kind }: Event, errorPriority: number): string {
  if (kind === "stuck")
    return `\n\nThe priority is now ${errorPriority}. Once the cause is fixed, set a positive priority to try again.`;
  if (kind === "refused" || kind === "expired")
    return "\n\nThis request has ended. To try again, the person can open a new ticket.";
  return "";
}

const describePipeline = ({ id }: Pick<Request, "id">, errorPriority: number) =>
  `acct has taken this ticket as request ${id}. The priority shows how far it is:

0  acct checks the request
1  the person is verified, and an admin decides
2  the PI decides
3  approved
4  in the registry
5  the accounts exist
6  the person has access
7  complete; acct resolves the ticket after some time without activity
${errorPriority}  something failed; a comment says what

What you can do here:
- While the priority is 2, the PI decides. After the last reminder to the PI, or if the PI can't be reached, set it to 3 to approve in their place. Until then, ask the PI to decide, or change the PI on the request's card.
- When it is ${errorPriority} and the cause is fixed, set a positive priority to try again.
- While the priority is 1, set the status to rejected to deny the request. While it is 2, this works as soon as you can approve in place of the PI.
acct undoes other changes of the priority, and reopens a rejected ticket whose request isn't denied. The requester's replies reach the admins.`;

/** The last words to the requester. */
export function lastWords({ givenName, username }: Pick<Request, "givenName" | "username">): string {
  const account = username ? ` Your account is ${username}.` : "";
  return `Hello ${givenName},\n\neverything you requested is set up, so we've closed this ticket.${account} If something doesn't work, reply to this message.`;
}

/** Ends each of acct's comments, so that none is written twice. `what` is the same for the same comment. */
export const ticketMark = ({ id, mark }: Pick<Request, "id" | "mark">, what: string): string =>
  `[acct ${id}.${mark.slice(0, 8)} ${what}]`;
