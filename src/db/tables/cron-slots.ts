import { pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { moment } from "./columns.ts";

/** The runs of cron jobs. The process whose insert succeeds runs the job. */
export const cronSlots = pgTable("cron_slots", { name: text().notNull(), slot: moment().notNull() }, (t) => [
  primaryKey({ columns: [t.name, t.slot] }),
]);
