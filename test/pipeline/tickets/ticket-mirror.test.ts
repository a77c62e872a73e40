import { afterAll, expect, it } from "vitest";
import { BusyError } from "../../../src/chat/chat.ts";
import { listEvents } from "../../../src/db/requests.ts";
import type { Request } from "../../../src/db/tables/requests.ts";
import type { MirrorView } from "../../../src/db/tables/views.ts";
import { addTicket, findTicketRow, updateTicket } from "../../../src/db/tickets.ts";
import { completeTemplate } from "../../../src/intake/tickets/ticket-template.ts";
import { ticketMirror } from "../../../src/pipeline/tickets/ticket-mirror.ts";
import {
  ChangeRejectedError,
  type Ticket,
  type TicketActor,
  type TicketChanges,
  type Tickets,
} from "../../../src/tickets/tickets.ts";
import { isStuck } from "../../handlers/a-stored-request.ts";
import { newDesk } from "../../handlers/desk.ts";
import { START } from "../../in-memory/pipeline-deps.ts";

const desk = await newDesk();
afterAll(() => desk.close());
const { db } = desk.database;
const us: TicketActor = { id: 2, name: "acct", email: "", isPrivileged: true, isUs: true };

let number = 0;

/** A ticket of this request in a ticket system that keeps comments, has these users, and rejects what the test says. */
async function aTicket(
  but: Partial<Request>,
  {
    name,
    holder,
    rejects = () => false,
  }: {
    name?: string;
    /** The address of another user who has the requester's username. */
    holder?: string;
    rejects?: (changes: TicketChanges) => boolean;
  } = {},
) {
  const ticketId = ++number;
  const username = `bo${ticketId}`;
  const request = await desk.store({ username, ...but });
  const place = `rt:mirror${ticketId}.example.org`;
  const key = { place, ticketId };
  await addTicket(db, { ...key, priority: 4, status: "open", ignored: false, checkedAt: START });
  await updateTicket(db, key, { requestId: request.id, commentedSeq: 1000 });
  const requestor = { id: 60, name: name ?? request.email, email: request.email };
  let ticket: Ticket = {
    ...{ id: ticketId, askedFor: ticketId, queue: "accounts", subject: "Account", status: "open" },
    ...{ priority: 4, requestors: [requestor], createdAt: START, updatedAt: START, etag: undefined },
  };
  const comments: string[] = [];
  const tried: TicketChanges[] = [];
  const renamed: string[] = [];
  const added: string[] = [];
  const tickets: Pick<
    Tickets,
    "name" | "find" | "listEvents" | "readEventContent" | "comment" | "change" | "renameUser" | "addRequestor"
  > = {
    name: "Request Tracker",
    find: async () => ticket,
    async *listEvents(_, after) {
      for (const [index] of comments.entries())
        if (index + 1 > after) yield { id: index + 1, ticketId, type: "Comment", by: us, at: START };
    },
    readEventContent: async (id) => comments[id - 1],
    comment: async (_, text) => comments.push(text),
    async change(current, changes) {
      tried.push(changes);
      if (rejects(changes)) throw new ChangeRejectedError("Request Tracker says no");
      ticket = { ...current, ...changes };
      return ticket;
    },
    async renameUser(_, wanted) {
      renamed.push(wanted);
      return holder !== undefined && wanted === username ? "taken" : "renamed";
    },
    async addRequestor(_, wanted, email) {
      added.push(wanted);
      return wanted === username && email === holder ? "added" : "other-address";
    },
  };
  const mirror = ticketMirror({
    db,
    now: () => START,
    system: {
      tickets: tickets as Tickets,
      ...{ place, queue: "accounts", template: completeTemplate({}), pollEveryMs: 60_000 },
      ...{ verifiesSenders: true, trustsStaffAddresses: true, errorPriority: -1 },
      deniedStatus: "rejected",
    },
  });
  return {
    comments,
    tried,
    renamed,
    added,
    request,
    ticket: () => ticket,
    row: () => findTicketRow(db, key),
    /** Shows the request, again if the ticket has to be read once more. */
    async show() {
      const view = { place: `${place}/${ticketId}` } as MirrorView;
      const once = async () => mirror.show(view, request, await listEvents(db, request.id));
      await once().catch((error: unknown) => {
        if (!(error instanceof BusyError)) throw error;
        return once();
      });
    },
  };
}

const done = { status: "running", stage: "close" } as const satisfies Partial<Request>;

it("Someone who has the username and the requester's address joins the ticket instead of being renamed over, once", async () => {
  const email = "bo@example.org";
  const { show, renamed, added, comments, request } = await aTicket({ ...done, email }, { holder: email });
  await show();
  await show();
  expect([renamed, added, comments]).toEqual([[request.username], [request.username], []]);
});

it("Someone who has the username and another address stays as they are, staff read so once, and the ticket shows how far the request is", async () => {
  const { show, renamed, comments, ticket, request } = await aTicket(done, { holder: "other@example.org" });
  await show();
  await show();
  expect(renamed).toEqual([request.username]);
  expect(comments).toEqual([expect.stringContaining(`has the name ${request.username}`)]);
  expect(ticket()).toMatchObject({ priority: 7, requestors: [{ name: request.email }] });
});

it("A requestor who has a name of their own in the ticket system keeps it without a word", async () => {
  const { show, renamed, added, comments } = await aTicket(done, { name: "bbirch" });
  await show();
  expect([renamed, added, comments]).toEqual([[], [], []]);
});

it("A priority that the ticket system rejects is tried once, and commented once", async () => {
  const { show, tried, comments, row } = await aTicket(isStuck, {
    rejects: ({ priority = 0 }) => priority < 0,
  });
  for (let count = 0; count < 3; count++) await show();
  expect(tried).toEqual([{ priority: -1 }]);
  expect(comments).toEqual([expect.stringMatching(/says no.* doesn't try this again/)]);
  expect(await row()).toMatchObject({ priority: 4, status: "open" });
});
