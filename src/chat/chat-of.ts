import type { Chat } from "./chat.ts";

/** The name of the chat system that an ID belongs to: "slack" in `slack:U0123ABCD`. */
export const systemOf = (id: string) => id.slice(0, id.indexOf(":"));

/** Whether an ID belongs to a chat that acct is in. Whoever acts by a link in an email has none. */
export const isInChat = ({ adminChannels }: Pick<Chat, "adminChannels">, id: string): boolean =>
  adminChannels.some((channel) => systemOf(channel) === systemOf(id));

/**
 * Returns the chat to which the ID of a person, channel, or message belongs, for its name and for what is true of it alone. Without
 * an ID, or if it belongs to none, that is all chats as one.
 */
export function chatOf<C extends Pick<Chat, "parts">>(chat: C, id: string | null | undefined): C | Chat {
  return (id && chat.parts?.find((part) => isInChat(part, id))) || chat;
}
