import { sql } from "drizzle-orm";
import { bigserial, boolean, index, integer, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { lease, moment } from "./columns.ts";

/** Clicks and commands, recorded before they are acknowledged, so that none is lost if a process dies. */
export const interactions = pgTable(
  "interactions",
  {
    id: bigserial({ mode: "number" }).primaryKey(),
    /** The chat's ID of the delivery, so that a repeated delivery is handled once. */
    key: text().notNull().unique("interactions_key"),
    /** The person's ID in the chat. Their identity and rights are looked up again when the interaction is handled. */
    actor: text().notNull(),
    /** The action of the button, or the name of the command. */
    action: text().notNull(),
    isCommand: boolean().notNull(),
    /** The text after a command, erased when it is finished. Form contents are never stored here. */
    text: text().notNull(),
    /** The request that the button belongs to. Not a foreign key, because the button may come from another database. */
    requestId: integer(),
    /** What else the button says about the request: its mark, and the version that the message shows. */
    mark: text(),
    /** The card that was pressed: the chat's reference to the message, and where it is. */
    card: jsonb().$type<{
      readonly message: string;
      readonly place: { readonly kind: "channel" | "person"; readonly id: string };
    }>(),
    receivedAt: moment().notNull(),
    finishedAt: moment(),
    ...lease(),
  },
  (t) => [
    index("interactions_due").on(t.runAt).where(sql`run_at is not null`),
    index("interactions_leased").on(t.leaseBy).where(sql`lease_by is not null`),
  ],
);
export type StoredInteraction = typeof interactions.$inferSelect;
