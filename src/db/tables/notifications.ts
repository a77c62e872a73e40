import { sql } from "drizzle-orm";
import { bigserial, index, integer, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";
import type { Delivery, TemplateName } from "../names.ts";
import { lease, moment } from "./columns.ts";
import { requests } from "./requests.ts";

/** The outbox. Each notification is sent once per key. */
export const notifications = pgTable(
  "notifications",
  {
    id: bigserial({ mode: "number" }).primaryKey(),
    key: text().notNull().unique("notifications_key"),
    /** Makes the Message-ID unique across all databases. */
    mark: uuid().notNull().defaultRandom(),
    /** Null if it is not about a single request. */
    requestId: integer().references(() => requests.id),
    template: text().$type<TemplateName>().notNull(),
    via: text().$type<Delivery>().notNull(),
    toName: text().notNull(),
    toEmail: text(),
    toUser: text(),
    /** The key of the notification to which this one is a reply; both are about the same cause. */
    thread: text(),
    data: jsonb().$type<Record<string, string>>().notNull().default({}),
    createdAt: moment().notNull(),
    sentAt: moment(),
    problem: text(),
    ...lease(),
  },
  (t) => [
    index("notifications_due").on(t.runAt).where(sql`run_at is not null`),
    index("notifications_leased").on(t.leaseBy).where(sql`lease_by is not null`),
    index("notifications_request").on(t.requestId),
    index("notifications_mark").on(t.mark),
    index("notifications_thread").on(t.thread).where(sql`thread is not null and run_at is not null`),
  ],
);
export type Notification = typeof notifications.$inferSelect;
