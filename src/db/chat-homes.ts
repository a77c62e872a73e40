import { eq } from "drizzle-orm";
import type { Db } from "./client.ts";
import { type ChatHome, chatHomes } from "./tables/chat-homes.ts";

/** Finds the message with a person's overview. */
export async function findHome(db: Db, user: string): Promise<ChatHome | undefined> {
  const [row] = await db.select().from(chatHomes).where(eq(chatHomes.user, user));
  return row;
}

/** Keeps which message is a person's overview now. */
export async function keepHome(db: Db, home: ChatHome): Promise<void> {
  const { message, filter } = home;
  await db
    .insert(chatHomes)
    .values(home)
    .onConflictDoUpdate({ target: chatHomes.user, set: { message, filter } });
}
