import { sql } from "drizzle-orm";
import { check, index, integer, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { OPEN_PI_CLAIM_STATES, PI_CLAIM_STATES, type PiClaimState } from "../names.ts";
import { bytea, isOneOf, moment } from "./columns.ts";
import { people } from "./people.ts";
import { projects } from "./projects.ts";

/**
 * Someone whom an admin has named as the PI of a project that has none. They are asked first, and an admin confirms them after
 * that. Until then, nothing here gives rights. Only the hash of the token is stored.
 */
export const piClaims = pgTable(
  "pi_claims",
  {
    /** Unguessable, because the buttons carry it. */
    id: uuid().primaryKey(),
    projectId: integer()
      .notNull()
      .references(() => projects.id),
    /** Null if only the campus directory knew them. */
    personId: integer().references(() => people.id),
    name: text().notNull(),
    /** The address that was asked and that the card shows. A yes and a confirmation count for it alone. */
    email: text().notNull(),
    /** Who is asked in the chat; null if they are asked by email only. */
    chatUser: text(),
    tokenHash: bytea().notNull().unique("pi_claims_token"),
    state: text().$type<PiClaimState>().notNull().default("asked"),
    proposedBy: text().notNull(),
    proposedByName: text().notNull(),
    createdAt: moment().notNull(),
    expiresAt: moment().notNull(),
    answeredAt: moment(),
    decidedBy: text(),
    decidedByName: text(),
    decidedAt: moment(),
  },
  (t) => [
    check("pi_claim_state", isOneOf("state", PI_CLAIM_STATES)),
    uniqueIndex("pi_claims_open")
      .on(t.projectId, sql`lower(${t.email})`)
      .where(sql.raw(`state in ('${OPEN_PI_CLAIM_STATES.join("', '")}')`)),
    index("pi_claims_expiry").on(t.expiresAt).where(sql`state = 'asked'`),
  ],
);
/** A claim with the name of its project. */
export type PiClaim = typeof piClaims.$inferSelect & { readonly project: string };

/** True while an answer or a decision is awaited. */
export const isOpenClaim = ({ state }: Pick<PiClaim, "state">): boolean =>
  OPEN_PI_CLAIM_STATES.some((open) => open === state);
