import { sql } from "drizzle-orm";
import { bigserial, check, index, integer, jsonb, pgTable, text, unique } from "drizzle-orm/pg-core";
import { EVENT_KINDS, type EventKind, type StageName } from "../names.ts";
import { isOneOf, moment } from "./columns.ts";
import { people } from "./people.ts";
import { projects } from "./projects.ts";
import { requests } from "./requests.ts";

/** The audit log: what happened to requests, people and projects, one subject per event. A trigger rejects changes and deletions, and `auditSeals` reveals if they happened anyway. */
export const events = pgTable(
  "events",
  {
    id: bigserial({ mode: "number" }).primaryKey(),
    requestId: integer().references(() => requests.id),
    personId: integer().references(() => people.id),
    projectId: integer().references(() => projects.id),
    /** The version of the subject after this event. */
    seq: integer().notNull(),
    at: moment().notNull(),
    kind: text().$type<EventKind>().notNull(),
    /** The stage of the request; null for other subjects. */
    stage: text().$type<StageName>(),
    actor: text().notNull(),
    actorName: text().notNull(),
    note: text().notNull(),
    detail: jsonb().$type<Record<string, unknown>>().notNull().default({}),
  },
  (t) => [
    unique("events_seq").on(t.requestId, t.seq),
    unique("events_person_seq").on(t.personId, t.seq),
    unique("events_project_seq").on(t.projectId, t.seq),
    index("events_at").on(t.at),
    check("event_kind", isOneOf("kind", EVENT_KINDS)),
    check("event_subject", sql`num_nonnulls(${t.requestId}, ${t.personId}, ${t.projectId}) = 1`),
    check("event_stage", sql`(${t.stage} is null) = (${t.requestId} is null)`),
  ],
);
export type AuditEvent = typeof events.$inferSelect;
/** An event of a request. */
export type Event = AuditEvent & { readonly requestId: number; readonly stage: StageName };
