import { z } from "zod";
import type { Ticket, TicketUser } from "../tickets.ts";

/** Numbers are texts in some answers and numbers in others. */
const number = z.coerce.number();
const date = z.string().transform((text) => new Date(text));
/** A value that acct may not see is missing or null. */
const text = z
  .union([z.string(), z.number(), z.null()])
  .optional()
  .transform((value) => (value === null || value === undefined ? "" : String(value)));

const user = z
  .looseObject({ type: z.string(), id: z.union([z.string(), z.number()]), Name: text, EmailAddress: text })
  .transform(({ type, id, Name, EmailAddress }) => ({
    isUser: type === "user",
    id: Number(id),
    name: Name,
    email: EmailAddress,
  }));

/** The IDs of principals, among them groups. */
const principals = z
  .array(user)
  .default([])
  .transform((all) => all.map(({ isUser, ...rest }) => ({ isUser, ...rest })));

/** What `fields` of a search must be for `listedTicket`. */
export const TICKET_FIELDS = {
  fields: "id,Subject,Status,Priority,Created,LastUpdated,Queue,Creator,Requestor",
  "fields[Queue]": "Name",
  "fields[Creator]": "id,Name,EmailAddress",
  "fields[Requestor]": "id,Name,EmailAddress",
};

/** The record of a ticket, whose requestors have no numeric IDs. */
export const ticketRecord = z.looseObject({
  id: number,
  Subject: text,
  Status: z.string(),
  Priority: number,
  Created: date,
  LastUpdated: date,
  Queue: z.looseObject({ Name: text }),
  Requestor: z.array(z.unknown()).default([]),
  _hyperlinks: z.array(z.looseObject({ ref: z.string().optional() })).default([]),
});

/** A ticket as a search lists it. */
export const listedTicket = z.looseObject({
  ...ticketRecord.shape,
  Creator: user,
  Requestor: principals,
});
export type ListedTicket = z.output<typeof listedTicket>;

/** What `fields` of a history must be for `transactionRecord`. */
export const TRANSACTION_FIELDS = {
  fields: "id,Type,Field,OldValue,NewValue,ObjectId,Created,Creator",
  "fields[Creator]": "id,Name,EmailAddress",
};

export const transactionRecord = z.looseObject({
  id: number,
  Type: z.string(),
  Field: text,
  OldValue: text,
  NewValue: text,
  ObjectId: number,
  Created: date,
  Creator: user,
});

export const userRecord = z.looseObject({
  id: number.optional(),
  Name: text,
  EmailAddress: text,
  Privileged: z.coerce.number().default(0),
  _hyperlinks: z
    .array(z.looseObject({ ref: z.string().optional(), id: number.optional().catch(undefined) }))
    .default([]),
});

/** The numeric ID of a user, which those without AdminUsers find only in the link to the record itself. */
export const idOf = ({ id, _hyperlinks }: z.output<typeof userRecord>) =>
  id ?? _hyperlinks.find(({ ref }) => ref === "self")?.id;

export const requestorsIn = ({ Requestor }: ListedTicket): TicketUser[] =>
  Requestor.filter(({ isUser }) => isUser).map(({ id, name, email }) => ({ id, name, email }));

export function toTicket(
  record: z.output<typeof ticketRecord>,
  rest: Pick<Ticket, "askedFor" | "requestors" | "etag">,
): Ticket {
  const { id, Subject, Status, Priority, Created, LastUpdated, Queue } = record;
  return {
    id,
    queue: Queue.Name,
    subject: Subject,
    status: Status,
    priority: Priority,
    createdAt: Created,
    updatedAt: LastUpdated,
    ...rest,
  };
}
