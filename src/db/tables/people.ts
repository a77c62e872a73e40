import { sql } from "drizzle-orm";
import { check, index, integer, pgTable, text } from "drizzle-orm/pg-core";
import { REGISTRY_SOURCES, type RegistrySource } from "../names.ts";
import { isOneOf, moment } from "./columns.ts";

/** Everyone the site knows: people with an account, PIs who have none, and people who were there before acct. */
export const people = pgTable(
  "people",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    givenName: text().notNull(),
    familyName: text().notNull(),
    /** Where acct writes to, in the spelling that the person uses. Null if no address is known. It is never a key; see `identities`. */
    email: text(),
    /** The language in which acct writes to them (BCP 47). Null if it isn't known. */
    language: text(),
    source: text().$type<RegistrySource>().notNull(),
    /** The number of events about this person, so that a deleted event is noticed. */
    version: integer().notNull().default(0),
    createdAt: moment().notNull(),
  },
  (t) => [
    check("person_source", isOneOf("source", REGISTRY_SOURCES)),
    index("people_family_name").on(sql`lower(${t.familyName})`),
    index("people_email").on(sql`lower(${t.email})`),
  ],
);
export type Person = typeof people.$inferSelect;
