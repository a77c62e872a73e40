import { sql } from "drizzle-orm";
import { bigint, bigserial, boolean, index, integer, pgTable, text, unique } from "drizzle-orm/pg-core";
import type { Audience, MirrorKind } from "../names.ts";
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
    /** Who reads the card, or what shows the request outside of the chat. */
    audience: text().$type<Audience | MirrorKind>().notNull(),
    /** A channel, the person who gets it as a direct message, or the sheet or ticket. */
    place: text().notNull(),
    /** The reference of the chat, sheet or ticket system to what it shows; null until it is shown. */
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
    index("views_message").on(t.message).where(sql`message is not null`),
    index("views_unposted").on(t.place).where(sql`message is null`),
    index("views_expanded").on(t.requestId).where(sql`not collapsed and message is not null`),
    index("views_digest").on(t.digestId).where(sql`digest_id is not null`),
    unique("views_place").on(t.requestId, t.audience, t.place),
    index("views_due").on(t.runAt).where(sql`run_at is not null`),
    index("views_leased").on(t.leaseBy).where(sql`lease_by is not null`),
  ],
);
export type View = typeof views.$inferSelect;
/** A view in the chat. */
export type CardView = View & { readonly audience: Audience };
/** Throws if a view isn't in the chat, which would be a fault of ours: its queue is a different one. */
export function requireCard(view: View): CardView {
  const { audience } = view;
  if (audience === "sheet" || audience === "ticket")
    throw new Error(`View ${view.id} is no card but a ${audience}`);
  return { ...view, audience };
}

/** A view outside of the chat. */
export type MirrorView = View & { readonly audience: MirrorKind };
