import { sql } from "drizzle-orm";
import { bigserial, boolean, check, index, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { type Audience, DIGEST_SUBJECTS, type DigestSubject } from "../names.ts";
import { isOneOf, lease, moment } from "./columns.ts";
import { piClaims } from "./pi-claims.ts";

/** A message in one place that a worker keeps current: a burst of new requests as one list, the conflicts of `acct adopt`, or a PI's claim. */
export const digests = pgTable(
  "digests",
  {
    id: bigserial({ mode: "number" }).primaryKey(),
    about: text().$type<DigestSubject>().notNull().default("requests"),
    claimId: uuid().references(() => piClaims.id),
    audience: text().$type<Audience>().notNull(),
    place: text().notNull(),
    message: text(),
    /** True if what it is about has changed since the digest was last read. */
    changed: boolean().notNull().default(false),
    createdAt: moment().notNull(),
    problem: text(),
    ...lease(),
  },
  (t) => [
    check("digest_about", isOneOf("about", DIGEST_SUBJECTS)),
    check("digest_claim", sql`(${t.claimId} is not null) = (${t.about} = 'pi-claim')`),
    index("digests_about").on(t.about, t.id).where(sql`about <> 'requests'`),
    index("digests_due").on(t.runAt).where(sql`run_at is not null`),
    index("digests_leased").on(t.leaseBy).where(sql`lease_by is not null`),
  ],
);
export type Digest = typeof digests.$inferSelect;
