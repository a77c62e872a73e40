import { UnreachableError } from "../../chat/chat.ts";
import { chatOf, isInChat } from "../../chat/chat-of.ts";
import { successorOf } from "../../db/move-views.ts";
import type { Notification } from "../../db/tables/notifications.ts";
import type { Message } from "../../view/message.ts";
import { findRecipient } from "./find-recipient.ts";
import type { SendDeps } from "./send-deps.ts";

/** `posted`: the chat's reference to the message. "absent": the person isn't in the chat. */
type Posted = { readonly kind: "posted"; readonly posted: string } | { readonly kind: "absent" };

/** Posts a message in the channel or to the person that the notification names. */
export async function postInChat(
  notification: Notification,
  message: Message,
  { chat, db, rules }: Pick<SendDeps, "chat" | "db" | "rules">,
  thread: string | undefined,
): Promise<Posted> {
  const { via, toName, toUser, template } = notification;
  const key = `notification ${notification.id}`;
  if (via === "channel") {
    const [first = ""] = rules.adminChannels;
    // The site may have left the chat in which the channel was.
    const hasLeft = toUser !== null && !isInChat(chat, toUser);
    const id = hasLeft ? successorOf(toUser, rules.adminChannels) : (toUser ?? first);
    const options = hasLeft ? { key } : { thread, key };
    return { kind: "posted", posted: await chat.post({ kind: "channel", id }, message, options) };
  }
  const user = await findRecipient(notification, { chat, db });
  if (user)
    return { kind: "posted", posted: await chat.post({ kind: "person", id: user }, message, { key }) };
  // An open question would wait for an answer that can't come.
  if (template === "confirm-link")
    throw new UnreachableError(`${toName} isn't on ${chatOf(chat, toUser).name} anymore`, "user_gone");
  return { kind: "absent" };
}
