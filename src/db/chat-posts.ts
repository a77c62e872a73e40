import { eq, lt } from "drizzle-orm";
import { type Db, inTransaction } from "./client.ts";
import { begunPosts } from "./tables/begun-posts.ts";
import { type ChatPost, chatPosts } from "./tables/chat-posts.ts";

/** Finds what acct knows of one of its posts. */
export async function findChatPost(db: Db, message: string): Promise<ChatPost | undefined> {
  const [row] = await db.select().from(chatPosts).where(eq(chatPosts.message, message));
  return row;
}

/** Records that something is about to be posted. Returns since when, if that was tried before and isn't known to be there. */
export async function beginPost(db: Db, key: string, now: Date): Promise<Date | undefined> {
  const begun = await db
    .insert(begunPosts)
    .values({ key, begunAt: now })
    .onConflictDoNothing()
    .returning({ key: begunPosts.key });
  if (begun.length > 0) return undefined;
  const [row] = await db.select().from(begunPosts).where(eq(begunPosts.key, key));
  return row?.begunAt;
}

/** Records that nothing was posted. */
export async function dropBegunPost(db: Db, key: string): Promise<void> {
  await db.delete(begunPosts).where(eq(begunPosts.key, key));
}

/** Deletes what was begun before then. Returns how much. */
export async function forgetBegunPosts(db: Db, before: Date): Promise<number> {
  const rows = await db
    .delete(begunPosts)
    .where(lt(begunPosts.begunAt, before))
    .returning({ key: begunPosts.key });
  return rows.length;
}

interface PostedOrEdited {
  readonly message: string;
  readonly updateAt: number;
  /** What was posted. */
  readonly key?: string | undefined;
  /** The post that this one shows instead. */
  readonly replaces?: string | undefined;
}

/** Records acct's own post or edit. */
export async function keepChatPost(db: Db, posted: PostedOrEdited): Promise<void> {
  const { message, updateAt, key, replaces } = posted;
  await inTransaction(db, async (tx) => {
    await tx
      .insert(chatPosts)
      .values({ message, updateAt })
      .onConflictDoUpdate({
        target: chatPosts.message,
        set: { updateAt },
        setWhere: lt(chatPosts.updateAt, updateAt),
      });
    if (key !== undefined) await tx.delete(begunPosts).where(eq(begunPosts.key, key));
    if (replaces === undefined) return;
    // Whoever presses a button of the first of several posts is led to the last one.
    await tx.update(chatPosts).set({ supersededBy: message }).where(eq(chatPosts.supersededBy, replaces));
    await tx.update(chatPosts).set({ supersededBy: message }).where(eq(chatPosts.message, replaces));
  });
}

/** Records that the chat no longer accepts edits of a post. */
export async function lockChatPost(db: Db, message: string): Promise<void> {
  await db
    .insert(chatPosts)
    .values({ message, updateAt: 0, isLocked: true })
    .onConflictDoUpdate({ target: chatPosts.message, set: { isLocked: true } });
}
