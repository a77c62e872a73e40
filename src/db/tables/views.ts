import { sql } from "drizzle-orm";
import { bigint, bigserial, boolean, index, integer, pgTable, text, unique } from "drizzle-orm/pg-core";
import type { Audience } from "../names.ts";
import { lease, moment } from "./columns.ts";
import { digests } from "./digests.ts";
import { requests } from "./requests.ts";

/** A request as shown in one place. A worker edits it until it shows the current version of the request. */
export const views = pgTable(
  "views",
  {
    id: bigserial({ mode: "number" }).primaryKey(),
    requestId: integer()
      .notNull()
      .references(() => requests.id),
    audience: text().$type<Audience>().notNull(),
    /** A channel, or the person who gets it as a direct message. */
    place: text().notNull(),
    /** The chat's reference to the message; null until it is posted. */
    message: text(),
    /** It was first shown then, alone or in a digest. */
    postedAt: moment(),
    /** The digest that shows the request instead of a card, if it was part of a burst. */
    digestId: bigint({ mode: "number" }).references(() => digests.id),
    /** True if the view is only one line, because the request was decided long ago. */
    collapsed: boolean().notNull().default(false),
    shownVersion: integer().notNull().default(0),
    /** True if the shown card says that this is a dry run. */
    shownDryRun: boolean().notNull().default(false),
    /** The new place of the card after the admin channel was changed. */
    movedTo: text(),
    wantedVersion: integer().notNull(),
    problem: text(),
    ...lease(),
  },
  (t) => [
    index("views_posted").on(t.place, t.postedAt),
    index("views_unposted").on(t.place).where(sql`message is null`),
    index("views_expanded").on(t.requestId).where(sql`not collapsed and message is not null`),
    index("views_digest").on(t.digestId).where(sql`digest_id is not null`),
    unique("views_place").on(t.requestId, t.audience, t.place),
    index("views_due").on(t.runAt).where(sql`run_at is not null`),
    index("views_leased").on(t.leaseBy).where(sql`lease_by is not null`),
  ],
);
export type View = typeof views.$inferSelect;
