import { recordEvent } from "../../db/apply-change.ts";
import { type Db, inTransaction } from "../../db/client.ts";
import { findTicket, findTicketByTag, saveTicket } from "../../db/helpdesk-tickets.ts";
import type { TicketTemplate } from "../../db/names.ts";
import { findNotificationByKey, insertNotification } from "../../db/notifications.ts";
import { listEvents, lockRequest } from "../../db/requests.ts";
import type { Notification } from "../../db/tables/notifications.ts";
import { hasEnded } from "../../db/tables/requests.ts";
import { findTag } from "../../view/ticket-tag.ts";
import { type EventActor, eventBy } from "../engine/changes.ts";
import type { Rules } from "../pipeline-deps.ts";

interface SetTicketDeps {
  readonly db: Db;
  readonly now: () => Date;
  readonly rules: Pick<Rules, "helpdesk">;
}

export type SetTicketResult = { readonly tag: string } | { readonly denial: string };

/** A subject has at most this many characters (RFC 5322, section 2.1.1), and the rest of ours follows. */
const MAX_TAG = 200;

/**
 * Records by which tag the help desk recognizes the ticket of a request, so that what happens next follows there. `text` is the
 * tag, a subject that contains it, or only the number if `helpdesk.tag` says where it belongs. If the request has already ended
 * or is stuck, the ticket is told at once.
 */
export async function setTicket(
  requestId: number,
  text: string,
  by: EventActor,
  { db, now, rules: { helpdesk } }: SetTicketDeps,
): Promise<SetTicketResult> {
  if (!helpdesk)
    return { denial: "acct.yml has no help desk that gets tickets. Set helpdesk.address first." };
  const tag = helpdesk.tag ? findTag(text, helpdesk.tag) : text.replace(/\s+/g, " ").trim();
  if (!tag)
    return {
      denial: `"${text}" doesn't contain a tag as in helpdesk.tag. Copy the subject of the help desk's email.`,
    };
  if (tag.length > MAX_TAG)
    return { denial: `The tag is longer than ${MAX_TAG} characters. Give only the tag.` };
  return inTransaction(db, async (tx): Promise<SetTicketResult> => {
    const request = await lockRequest(tx, requestId);
    if (!request) return { denial: `Request ${requestId} not found.` };
    const opened = await findNotificationByKey(
      tx,
      `${"ticket-opened" satisfies TicketTemplate}:${requestId}`,
    );
    if (!opened?.toEmail) return { denial: `acct hasn't opened a ticket for request ${requestId}.` };
    const ticket = { requestId, address: opened.toEmail, tag, at: now() };
    const other = await findTicketByTag(tx, ticket);
    if (other?.requestId === requestId) return { tag };
    if (other) return { denial: `${tag} is the ticket of request ${other.requestId}. Check the number.` };
    const isNew = (await findTicket(tx, requestId)) === undefined;
    await saveTicket(tx, ticket);
    await recordEvent(tx, requestId, eventBy(by, "ticket-set", tag), now());
    if (!isNew || (request.status !== "stuck" && !hasEnded(request))) return { tag };
    const last = (await listEvents(tx, requestId)).findLast(({ kind }) => kind !== "ticket-set");
    const to = { via: "email", toName: "Helpdesk", toEmail: ticket.address, toUser: null } as const;
    const data = { event: last?.kind ?? "", note: last?.note ?? "" };
    const key = `ticket-note:${requestId}:${request.version}`;
    await insertNotification(tx, { key, template: "ticket-note", requestId, ...to, data }, now());
    return { tag };
  });
}

/**
 * Learns the tag from an email that answers ours, such as the help desk's acknowledgement. `notification` is the one that it answers.
 * Returns the request, or undefined if it isn't about a ticket or has no tag.
 */
export async function learnTicket(
  { notification, subject }: { readonly notification: Notification; readonly subject: string },
  deps: SetTicketDeps,
): Promise<number | undefined> {
  const { helpdesk } = deps.rules;
  const { template, requestId } = notification;
  if (template !== ("ticket-opened" satisfies TicketTemplate) || requestId === null) return undefined;
  if (!helpdesk?.tag || !findTag(subject, helpdesk.tag)) return undefined;
  // The first one counts: a later email may quote another ticket's tag.
  if (await findTicket(deps.db, requestId)) return requestId;
  const set = await setTicket(requestId, subject, { id: "helpdesk", name: "the help desk" }, deps);
  return "tag" in set ? requestId : undefined;
}
