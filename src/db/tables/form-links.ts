import { sql } from "drizzle-orm";
import { check, index, integer, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { FORM_LINK_PURPOSES, type FormLinkPurpose } from "../names.ts";
import { bytea, isOneOf, moment } from "./columns.ts";

/** What someone outside of the chat asked for by entering an address on a page, for the links in the emails and for the limits on them. */
export const formLinks = pgTable(
  "form_links",
  {
    id: uuid().primaryKey(),
    purpose: text().$type<FormLinkPurpose>().notNull(),
    email: text().notNull(),
    /** Null if no link leads to a form: the email then links to requests. */
    tokenHash: bytea().unique("form_links_token"),
    /** Where it was entered; see `web/address-key.ts`. */
    network: text().notNull(),
    /** The language that the person chose. */
    language: text().notNull(),
    /** How often the form was sent with errors, so that no one can try out names with it. */
    attempts: integer().notNull().default(0),
    createdAt: moment().notNull(),
    expiresAt: moment().notNull(),
  },
  (t) => [
    check("purpose", isOneOf("purpose", FORM_LINK_PURPOSES)),
    index("form_links_email").on(sql`lower(email)`, t.createdAt),
    index("form_links_network").on(t.network, t.createdAt),
    index("form_links_created").on(t.createdAt),
  ],
);
export type FormLink = typeof formLinks.$inferSelect;
