import { sql } from "drizzle-orm";
import { bigint, boolean, index, pgTable, text } from "drizzle-orm/pg-core";

/** What acct knows of its posts in a chat that anyone may edit, and where a chat may stop accepting acct's own edits. */
export const chatPosts = pgTable(
  "chat_posts",
  {
    /** The reference to the post. */
    message: text().primaryKey(),
    /** acct's own last edit, by the server's clock, in ms. A later one is someone else's. */
    updateAt: bigint({ mode: "number" }).notNull(),
    /** True if the chat no longer accepts edits of this post, so that it shows what it showed. */
    isLocked: boolean().notNull().default(false),
    /** The post that shows the same instead of this one. */
    supersededBy: text(),
  },
  (t) => [index("chat_posts_superseded").on(t.supersededBy).where(sql`superseded_by is not null`)],
);
export type ChatPost = typeof chatPosts.$inferSelect;
