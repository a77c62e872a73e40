import { afterAll, expect, it } from "vitest";
import { addTicket, findTicketRow, updateTicket } from "../../../src/db/tickets.ts";
import { completeTemplate } from "../../../src/intake/tickets/ticket-template.ts";
import { openLog } from "../../../src/log.ts";
import { pollTickets } from "../../../src/pipeline/tickets/poll-tickets.ts";
import type { Ticket, TicketActor, TicketEvent, Tickets } from "../../../src/tickets/tickets.ts";
import { forPi } from "../../handlers/a-stored-request.ts";
import { newDesk } from "../../handlers/desk.ts";
import { START } from "../../in-memory/pipeline-deps.ts";

const desk = await newDesk();
afterAll(() => desk.close());
const { db } = desk.database;
const amy: TicketActor = { id: 40, name: "amy", email: "", isPrivileged: true, isUs: false };

let number = 0;

/** A ticket with priority 2 whose request waits for the PI, and a poll of its queue. */
async function aTicket() {
  const stored = await desk.store(forPi);
  const ticketId = ++number;
  const place = `rt:rt${ticketId}.example.org`;
  const key = { place, ticketId };
  await addTicket(db, { ...key, priority: 2, status: "open", ignored: false, checkedAt: START });
  await updateTicket(db, key, { requestId: stored.id });
  const events: TicketEvent[] = [];
  const comments: string[] = [];
  const obeyed: number[] = [];
  let ticket: Ticket = {
    ...{ id: ticketId, askedFor: ticketId, queue: "accounts", subject: "Account", status: "open" },
    ...{ priority: 2, requestors: [], createdAt: START, updatedAt: START, etag: undefined },
  };
  let duringRead = () => {};
  const tickets: Pick<
    Tickets,
    "name" | "listNew" | "listChanged" | "find" | "listEvents" | "readEventContent" | "comment"
  > = {
    name: "Request Tracker",
    async *listNew() {},
    async *listChanged() {
      yield ticket;
    },
    find: async () => ticket,
    async *listEvents(_, after) {
      duringRead();
      for (const event of events.filter(({ id }) => id > after)) yield event;
    },
    readEventContent: async () => undefined,
    comment: async (_, text) => comments.push(text),
  };
  return {
    key,
    comments,
    obeyed,
    setPriority: (priority: number) => {
      ticket = { ...ticket, priority, updatedAt: new Date(ticket.updatedAt.getTime() + 1000) };
    },
    /** Staff set the priority, which leaves a transaction. */
    record: (newValue: number) => {
      const id = 100 * ticketId + events.length;
      events.push({
        ...{ id, ticketId, type: "Set", field: "Priority", by: amy, at: START },
        newValue: String(newValue),
      });
    },
    whileReading: (work: () => void) => {
      duringRead = () => {
        duringRead = () => {};
        work();
      };
    },
    poll: () =>
      pollTickets({
        ...desk.context,
        log: openLog("silent"),
        process: () => 1,
        obey: async ({ id }) => void obeyed.push(id),
        system: {
          tickets: tickets as Tickets,
          ...{ place, queue: "accounts", template: completeTemplate({}), pollEveryMs: 60_000 },
          ...{ verifiesSenders: true, trustsStaffAddresses: true, errorPriority: -1 },
          deniedStatus: "rejected",
        },
      }),
    row: () => findTicketRow(db, key),
  };
}

it("A change by hand that comes while the ticket is read isn't blamed on a program at the next poll", async () => {
  const { poll, whileReading, setPriority, record, comments, obeyed, row } = await aTicket();
  whileReading(() => {
    setPriority(3);
    record(3);
  });
  await poll();
  await poll();
  expect(obeyed).toHaveLength(1);
  expect(comments).toEqual([]);
  expect((await row())?.priority).toBe(3);
});

it("A change by hand of which another process takes note isn't blamed on a program", async () => {
  const { poll, setPriority, record, whileReading, comments, key } = await aTicket();
  setPriority(3);
  record(3);
  await updateTicket(db, key, { lastEventId: 100 * key.ticketId });
  whileReading(() => setPriority(2));
  await poll();
  expect(comments).toEqual([]);
});

it("A change without a transaction is reported once, and put back", async () => {
  const { poll, setPriority, comments, obeyed, row } = await aTicket();
  setPriority(50);
  await poll();
  await poll();
  expect(obeyed).toEqual([]);
  expect(comments).toHaveLength(1);
  expect((await row())?.priority).toBe(50);
});
