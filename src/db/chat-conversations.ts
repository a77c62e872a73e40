import { like, lt } from "drizzle-orm";
import type { Db } from "./client.ts";
import { type ChatConversation, chatConversations } from "./tables/chat-conversations.ts";

/** Lists how far the conversations of a chat were read. `chat` is what their IDs begin with. */
export async function listConversations(db: Db, chat: string): Promise<ChatConversation[]> {
  return db
    .select()
    .from(chatConversations)
    .where(like(chatConversations.id, `${chat}%`));
}

/** Keeps how far a conversation was read. It never goes back, because several processes read. */
export async function keepRead(db: Db, read: ChatConversation): Promise<void> {
  const { lastRead, lastReadAt } = read;
  await db
    .insert(chatConversations)
    .values(read)
    .onConflictDoUpdate({
      target: chatConversations.id,
      set: { lastRead, lastReadAt },
      setWhere: lt(chatConversations.lastReadAt, lastReadAt),
    });
}
