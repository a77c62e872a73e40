import { HELPDESK_TICKET } from "../../db/names.ts";
import type { Notification } from "../../db/tables/notifications.ts";
import { type Recipient, UndeliverableError } from "../../mail/mailer.ts";
import { MAX_PROCESS_DEATHS } from "../engine/transition.ts";
import { dataToKeep } from "./data-to-keep.ts";
import { isOver } from "./edit-sent.ts";
import { toTicketEmail } from "./helpdesk-ticket.ts";
import { postInChat } from "./post-in-chat.ts";
import { toPosted } from "./refresh-notifications.ts";
import { prepareReply, type Reply } from "./reply-in-thread.ts";
import { isTicketTemplate } from "./request-ticket.ts";
import { sendByMail } from "./send-by-mail.ts";
import type { SendDeps } from "./send-deps.ts";
import { sendTicket } from "./send-ticket.ts";
import { writeMessage } from "./write-message.ts";

/**
 * What became of a notification. "wait": the message that it belongs to isn't posted yet. "none": there is nothing to say. "by-email": the
 * person isn't in the chat, and has an address.
 */
export type Delivered =
  | {
      readonly kind: "sent";
      /** The recipients that the mail server refused while it took the email for others. */
      readonly refused?: readonly Recipient[];
      readonly kept: Partial<Pick<Notification, "data">>;
    }
  | { readonly kind: "wait" | "none" | "by-email" };

/** Sends a notification its way: to the help desk, to the chat, or by email. Throws if the other side doesn't take it. */
export async function deliver(notification: Notification, deps: SendDeps): Promise<Delivered> {
  const { via, template } = notification;
  const kept = dataToKeep(notification);
  if (notification.deaths > MAX_PROCESS_DEATHS)
    throw new UndeliverableError("the process died on every attempt");
  if (template === HELPDESK_TICKET) {
    await deps.mailer.send(toTicketEmail(notification, deps.secretKey));
    return { kind: "sent", kept };
  }
  if (isTicketTemplate(template)) {
    await sendTicket(notification, deps);
    return { kind: "sent", kept };
  }
  if (await isOver(notification, deps)) return { kind: "none" };
  const reply = await replyTo(notification, deps);
  if (reply.kind !== "post") return reply;
  const message = await writeMessage(reply.notification, deps);
  if (via === "email") return { kind: "sent", kept, refused: await sendByMail(notification, message, deps) };
  const result = await postInChat(notification, message, deps, reply.thread);
  if (result.kind === "absent") return via === "chat" ? { kind: "sent", kept } : { kind: "by-email" };
  const posted = toPosted(notification, result.posted, message);
  return { kind: "sent", kept: posted ? { data: { ...reply.notification.data, ...posted } } : kept };
}

/** A message that isn't a reply is posted as it is. */
async function replyTo(
  notification: Notification,
  { db, now }: Pick<SendDeps, "db" | "now">,
): Promise<
  Reply | { readonly kind: "post"; readonly notification: Notification; readonly thread?: undefined }
> {
  if (notification.thread === null || notification.via !== "channel") return { kind: "post", notification };
  return prepareReply(notification, db, now());
}
