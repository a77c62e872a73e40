import { pgTable, text } from "drizzle-orm/pg-core";
import { moment } from "./columns.ts";

/** Posts that were begun and are not known to be there. */
export const begunPosts = pgTable("begun_posts", {
  /** What is posted. */
  key: text().primaryKey(),
  begunAt: moment().notNull(),
});
