import { eq } from "drizzle-orm";
import type { Db } from "./client.ts";
import { chatNames } from "./tables/chat-names.ts";

/** Keeps which ID a name had when the chat was last asked. */
export async function keepChatName(db: Db, name: string, id: string): Promise<void> {
  await db.insert(chatNames).values({ name, id }).onConflictDoUpdate({ target: chatNames.name, set: { id } });
}

/** Returns the ID that a name had when the chat was last asked. */
export async function findChatName(db: Db, name: string): Promise<string | undefined> {
  const [row] = await db.select().from(chatNames).where(eq(chatNames.name, name));
  return row?.id;
}
