import { index, integer, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { bytea, moment } from "./columns.ts";
import { people } from "./people.ts";

/**
 * A link between a person and a user in the chat that isn't confirmed yet: either an admin has proposed it, and the user
 * answers with a button, or the user wants it and proves with a code that they read the person's email, or by signing in at the
 * campus. Only hashes of
 * tokens and codes are stored.
 */
export const linkClaims = pgTable(
  "link_claims",
  {
    /** Unguessable, because the buttons of a proposal carry it. */
    id: uuid().primaryKey(),
    /** Null in a link to sign in: then the sign-in says who it is. */
    personId: integer().references(() => people.id),
    chatUser: text().notNull(),
    /** What people read that it is about: the username or, if the person has no account, their address. */
    label: text().notNull(),
    /** Who proposed the link; null if the user asked for it. */
    proposedBy: text(),
    tokenHash: bytea().unique("link_claims_token"),
    codeHash: bytea(),
    /** The wrong codes so far. Each claim counts its own, so no one can lock out anyone else. */
    attempts: integer().notNull().default(0),
    createdAt: moment().notNull(),
    expiresAt: moment().notNull(),
    usedAt: moment(),
  },
  (t) => [
    index("link_claims_person").on(t.personId, t.chatUser, t.createdAt),
    index("link_claims_expiry").on(t.expiresAt),
  ],
);
export type LinkClaim = typeof linkClaims.$inferSelect;
