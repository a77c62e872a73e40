import { z } from "zod";
import { labelKey, TICKET_LABELS, type TicketField } from "../../intake/tickets/ticket-template.ts";

const labels = z
  .union([z.string().transform((label) => [label]), z.array(z.string()).min(1)])
  .transform((list) => list.map((label) => label.trim().replace(/\s*[:：]$/, "")))
  .refine((list) => list.every((label) => labelKey(label) !== ""), "must be a label, such as Name");

const fields = Object.keys(TICKET_LABELS) as [TicketField, ...TicketField[]];

/** The labels of the fields in tickets. */
export const ticketTemplate = z
  .partialRecord(z.enum(fields), labels)
  .refine((template) => {
    const keys = Object.values(template).flat().map(labelKey);
    return new Set(keys).size === keys.length;
  }, "must not give one label to two fields")
  .default({})
  .describe(
    'The labels in tickets, one or several for each field: { name: "Name:", username: "VUNetID:", project: ["Group:", "Lab:"] }. Fields that are left out have the labels in docs/request-tracker.md',
  );
