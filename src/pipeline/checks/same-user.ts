import type { Chat } from "../../chat/chat.ts";
import { listOtherUsers } from "../../db/chat-links.ts";
import type { Db } from "../../db/client.ts";

/** Tells whether two chat users are one person, who may be in several chats. */
export async function isSameUser(
  user: string,
  other: string | null,
  { db, chat }: { readonly db: Db; readonly chat: Pick<Chat, "parts" | "adminChannels"> },
): Promise<boolean> {
  if (user === other) return true;
  if (other === null || !chat.parts) return false;
  return (await listOtherUsers(db, user, chat.adminChannels)).includes(other);
}
