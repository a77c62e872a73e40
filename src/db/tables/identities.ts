import { sql } from "drizzle-orm";
import { check, index, integer, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import {
  IDENTITY_KINDS,
  type IdentityKind,
  LINK_STATES,
  type LinkState,
  VERIFICATIONS,
  type Verification,
} from "../names.ts";
import { isOneOf, moment } from "./columns.ts";
import { people } from "./people.ts";

/** By what the person is known: a user ID in a chat, an email address, an ID of the campus, or a login of an identity provider. */
export const identities = pgTable(
  "identities",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    personId: integer()
      .notNull()
      .references(() => people.id),
    kind: text().$type<IdentityKind>().notNull(),
    /** For example "slack:U0123", an address in lower case, or the issuer and the subject of a login, separated by a space. */
    value: text().notNull(),
    state: text().$type<LinkState>().notNull(),
    /** How it is known that this is the person; null if it isn't. */
    verifiedBy: text().$type<Verification>(),
    verifiedAt: moment(),
    /** Where a person is in several chats: when they began to use this one, after using another. */
    usedAt: moment(),
    createdAt: moment().notNull(),
  },
  (t) => [
    check("identity_kind", isOneOf("kind", IDENTITY_KINDS)),
    check("identity_state", isOneOf("state", LINK_STATES)),
    check("identity_verified_by", isOneOf("verified_by", VERIFICATIONS)),
    check("identity_verified", sql`(${t.verifiedBy} is null) = (${t.verifiedAt} is null)`),
    // A proposed or declined link gives no rights, so several people may have one.
    uniqueIndex("identities_value").on(t.kind, t.value).where(sql`state not in ('pending', 'declined')`),
    uniqueIndex("identities_person_value").on(t.personId, t.kind, t.value),
    // For links in every state, which the unique index leaves out.
    index("identities_any_value").on(t.value),
    index("identities_person").on(t.personId),
  ],
);
export type Identity = typeof identities.$inferSelect;
