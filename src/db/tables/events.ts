import { bigserial, check, index, integer, jsonb, pgTable, text, unique } from "drizzle-orm/pg-core";
import { EVENT_KINDS, type EventKind, type StageName } from "../names.ts";
import { isOneOf, moment } from "./columns.ts";
import { requests } from "./requests.ts";

/** The audit log. A trigger rejects changes and deletions, and `auditSeals` reveals if they happened anyway. */
export const events = pgTable(
  "events",
  {
    id: bigserial({ mode: "number" }).primaryKey(),
    requestId: integer()
      .notNull()
      .references(() => requests.id),
    /** The version of the request after this event. */
    seq: integer().notNull(),
    at: moment().notNull(),
    kind: text().$type<EventKind>().notNull(),
    stage: text().$type<StageName>().notNull(),
    actor: text().notNull(),
    actorName: text().notNull(),
    note: text().notNull(),
    detail: jsonb().$type<Record<string, unknown>>().notNull().default({}),
  },
  (t) => [
    unique("events_seq").on(t.requestId, t.seq),
    index("events_at").on(t.at),
    check("event_kind", isOneOf("kind", EVENT_KINDS)),
  ],
);
export type Event = typeof events.$inferSelect;
