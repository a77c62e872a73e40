import { type SQL, sql } from "drizzle-orm";
import type { identities } from "./tables/identities.ts";

/** Selects the users of the chat system of this user. A person may be in several, whose names begin their user IDs. */
export const isInChatOf = (value: typeof identities.value, user: string): SQL =>
  sql`${value} like ${`${user.split(":")[0]}:%`}`;
