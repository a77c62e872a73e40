import { afterAll, describe, expect, it } from "vitest";
import { resolvePerson } from "../../src/db/people.ts";
import { findRequest } from "../../src/db/requests.ts";
import type { Request } from "../../src/db/tables/requests.ts";
import { addTicket, updateTicket } from "../../src/db/tickets.ts";
import { actInTicket } from "../../src/handlers/act-in-ticket.ts";
import { createDispatcher } from "../../src/handlers/dispatcher.ts";
import { completeTemplate } from "../../src/intake/tickets/ticket-template.ts";
import { openLog } from "../../src/log.ts";
import { linkTicketUser } from "../../src/pipeline/people/link-ticket-user.ts";
import { requireStaff } from "../../src/pipeline/people/require-staff.ts";
import type { Ticket, TicketActor, TicketEvent, Tickets } from "../../src/tickets/tickets.ts";
import { START } from "../in-memory/pipeline-deps.ts";
import { forAdmin, forPi, isStuck } from "./a-stored-request.ts";
import { ada, amy, art } from "./an-interaction.ts";
import { newDesk } from "./desk.ts";

const desk = await newDesk();
afterAll(() => desk.close());
const { db } = desk.database;
const handle = createDispatcher(desk.context, openLog("silent"), { action: () => undefined });

const us: TicketActor = { id: 2, name: "acct", email: "", isPrivileged: true, isUs: true };
const inRt = (id: number, { name, email }: { name: string; email: string | undefined }): TicketActor => ({
  ...{ id, name, email: email ?? "", isPrivileged: true, isUs: false },
});
const adaInRt = inRt(40, ada);

let number = 0;
let transaction = 100;

/** A request whose ticket exists, with the comments that acct writes there. */
async function onTicket(
  but: Partial<Request>,
  { said = "", trusts = true }: { said?: string; trusts?: boolean } = {},
) {
  const stored = await desk.store(but);
  const id = ++number;
  const place = "rt:rt.example.org";
  await addTicket(db, {
    ...{ place, ticketId: id, priority: 2, status: "open", ignored: false, checkedAt: START },
  });
  await updateTicket(db, { place, ticketId: id }, { requestId: stored.id });
  const comments = new Map<number, string>();
  const tickets: Pick<Tickets, "name" | "listEvents" | "readEventContent" | "comment"> = {
    name: "Request Tracker",
    async *listEvents(_, after) {
      for (const each of comments.keys())
        if (each > after) yield { id: each, ticketId: id, type: "Comment", by: us, at: START };
    },
    readEventContent: async (event) => comments.get(event) ?? said,
    async comment(_, text) {
      comments.set(++transaction, text);
      return transaction;
    },
  };
  const obey = actInTicket({
    context: desk.context,
    handle,
    system: {
      tickets: tickets as Tickets,
      ...{ place, queue: "accounts", template: completeTemplate({}), pollEveryMs: 60_000 },
      ...{ verifiesSenders: true, trustsStaffAddresses: trusts, errorPriority: -1, deniedStatus: "rejected" },
    },
  });
  return {
    stored,
    comments: () => [...comments.values()],
    /** Someone does this in the ticket, and acct reads it as often as `times`. */
    async does(but: Partial<TicketEvent>, times = 1, known?: Request) {
      const event: TicketEvent = {
        id: ++transaction,
        ticketId: id,
        type: "Set",
        by: adaInRt,
        at: START,
        ...but,
      };
      for (let count = 0; count < times; count++) {
        const request = known ?? ((await findRequest(db, stored.id)) as Request);
        await obey(event, { id } as Ticket, request);
      }
    },
    record: () => desk.recordOf(stored),
  };
}
const priority = (newValue: string, by = adaInRt) => ({ field: "Priority", newValue, by });

describe("Staff in a ticket", () => {
  it("approve in place of a PI who can't be asked, once, as the person they are in the chat", async () => {
    const { does, record, comments, stored } = await onTicket({ ...forPi, piUser: null });
    await does(priority("3"), 2);
    const { events } = await record();
    expect(events).toEqual([`approved by ${ada.user}`]);
    expect(comments()).toEqual([]);
    expect(
      await desk.database.query("select surface, actor, evidence from approvals where request_id = $1", [
        stored.id,
      ]),
    ).toEqual([
      {
        surface: "ticket",
        actor: ada.user,
        evidence: { ticket: number, transaction: expect.any(Number), user: "rt:rt.example.org/40" },
      },
    ]);
  });

  it("don't approve in place of a PI who was asked and can still reply, and read why", async () => {
    const { does, record, comments } = await onTicket(forPi);
    await does(priority("3"), 2);
    expect((await record()).events).toEqual([]);
    expect(comments()).toEqual([expect.stringContaining("piReminders")]);
  });

  it("who reject a ticket when nothing can be decided read which step it is at, without raw times", async () => {
    const { does, comments } = await onTicket({ status: "waiting", stage: "close", runAt: START });
    await does({ type: "Status", field: "Status", newValue: "rejected" }, 2);
    expect(comments()).toEqual([expect.stringMatching(/can be denied only/)]);
    expect(comments()[0]).not.toMatch(/\dT\d/);
  });

  it("who come too late read who decided when, without raw times", async () => {
    const { does, comments, stored } = await onTicket(forAdmin);
    const rejection = { type: "Status", field: "Status", newValue: "rejected" };
    await does(rejection);
    await does({ ...rejection, by: inRt(42, art) }, 1, stored);
    expect(comments()).toEqual([expect.stringMatching(/already denied.* 20\d\d at /)]);
    expect(comments()[0]).not.toMatch(/\dT\d/);
  });

  it("retry what failed, once", async () => {
    const { does, record, comments } = await onTicket(isStuck);
    await does(priority("4"), 2);
    expect((await record()).events).toEqual([`retried by ${ada.user}`]);
    expect(comments()).toEqual([]);
  });

  it("deny by rejecting the ticket", async () => {
    const { does, record } = await onTicket(forAdmin);
    await does({ type: "Status", field: "Status", newValue: "rejected" }, 2);
    expect((await record()).events).toEqual([`denied by ${ada.user}`]);
  });

  it("without a right in acct change nothing, and read why, once", async () => {
    const { does, record, comments } = await onTicket(isStuck);
    await does(priority("4", inRt(41, { name: "Zed", email: "zed@example.org" })), 2);
    expect((await record()).events).toEqual([]);
    expect(comments()).toHaveLength(1);
  });

  it("aren't recognized by their address unless the site trusts it, but always by a link that an operator made", async () => {
    const { does, record, comments } = await onTicket(isStuck, { trusts: false });
    await does(priority("4"));
    expect((await record()).events).toEqual([]);
    expect(comments()[0]).toContain("rt:rt.example.org/40");
    const person = await resolvePerson(
      db,
      { givenName: "Ada", familyName: "Okafor", email: ada.email ?? null, chatUser: ada.user },
      { source: "manual", verifiedBy: "admin", now: START },
    );
    await linkTicketUser(person, "rt:rt.example.org/40", { id: "operator", name: "operator" }, desk.context);
    await does(priority("5"));
    expect((await record()).events).toEqual([`retried by ${ada.user}`]);
  });
});

it("An admin who has no account is linked by their user in the chat", async () => {
  const { does, record } = await onTicket(isStuck, { trusts: false });
  const who = "slack:U0GRACE";
  desk.context.chat.people.set(who, { ...ada, user: who, name: "Grace", email: "grace@example.org" });
  const person = await requireStaff(who, desk.context);
  expect(await requireStaff(who, desk.context)).toEqual(person);
  expect(person.email).toBeNull();
  await linkTicketUser(person, "rt:rt.example.org/44", { id: "operator", name: "operator" }, desk.context);
  await does(priority("4", inRt(44, { name: "grace", email: undefined })));
  expect((await record()).events).toEqual([`retried by ${who}`]);
  await expect(requireStaff("grace", desk.context)).rejects.toThrow("slack:U0123ABCD");
});

describe("The requester in a ticket", () => {
  const writes = (by: TicketActor) => ({ type: "Correspond", by });

  it("answers an open question, once", async () => {
    const question = { by: ada.user, byName: ada.name, at: START.toISOString(), text: "What for?" };
    const ticket = await onTicket({ ...forAdmin, question }, { said: "A thesis.\n\n> What for?" });
    await ticket.does(
      writes({ ...inRt(50, { name: amy.name, email: ticket.stored.email }), isPrivileged: false }),
      2,
    );
    const { events, notes, request } = await ticket.record();
    expect(events).toEqual([`answered by email:${ticket.stored.email}`]);
    expect(notes).toEqual(["A thesis."]);
    expect(request.question).toBeNull();
  });

  it("leaves a line in the history if nothing was asked, once", async () => {
    const ticket = await onTicket(forAdmin, { said: "Thanks!" });
    await ticket.does(
      writes({ ...inRt(50, { name: amy.name, email: ticket.stored.email }), isPrivileged: false }),
      2,
    );
    const { events, notes, state } = await ticket.record();
    expect([events, notes]).toEqual([[`replied by email:${ticket.stored.email}`], ["Thanks!"]]);
    expect(state).toEqual(["waiting", "await-admin", "admin"]);
  });
});
