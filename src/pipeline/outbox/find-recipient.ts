import { isInChat } from "../../chat/chat-of.ts";
import { findUserInUse, listOtherUsers } from "../../db/chat-links.ts";
import type { Notification } from "../../db/tables/notifications.ts";
import type { SendDeps } from "./send-deps.ts";

/** Finds the person in the chat, by their ID or else by their verified address. */
export async function findRecipient(
  { toUser, toEmail }: Notification,
  { chat, db }: Pick<SendDeps, "chat" | "db">,
): Promise<string | undefined> {
  if (toUser) {
    if (!isInChat(chat, toUser)) return (await listOtherUsers(db, toUser, chat.adminChannels))[0];
    // A person who is in several chats gets the message where they were last.
    const user = chat.parts ? await findUserInUse(db, toUser, chat.adminChannels) : toUser;
    const isHere = async (one: string) => {
      const { membership } = await chat.getUser(one);
      return membership === "member" || membership === "guest";
    };
    if (await isHere(user)) return user;
    return user !== toUser && (await isHere(toUser)) ? toUser : undefined;
  }
  return toEmail ? (await chat.findByEmail(toEmail))?.user : undefined;
}
