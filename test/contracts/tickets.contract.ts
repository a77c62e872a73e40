import { describe, expect, it } from "vitest";
import { Failure } from "../../src/failure/failure.ts";
import {
  type Ticket,
  TicketChangedError,
  type TicketEvent,
  type Tickets,
} from "../../src/tickets/tickets.ts";

/** A ticket system, and what people do in it. */
export interface TicketsUnderTest {
  readonly tickets: Tickets;
  readonly queue: string;
  /** Opens a ticket in the queue by mail. Returns its number. */
  open(mail: { from: string; subject: string; text: string }): Promise<number>;
  /** Answers a ticket by mail. */
  reply(id: number, from: string, text: string): Promise<void>;
  /** What amy, who is staff, does in her browser. */
  setPriority(id: number, priority: string): Promise<void>;
  merge(id: number, into: number): Promise<void>;
  /** Creates a user who signed in before. Returns the numeric ID. */
  addUser(name: string, email: string): Promise<number>;
  /** The emails that went to this address. */
  mailsTo(address: string): Promise<string[]>;
}

export async function listed<T>(all: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const each of all) found.push(each);
  return found;
}

/** What every ticket system promises. */
export function holdsTicketsContract(under: () => TicketsUnderTest): void {
  let number = 0;
  /** Nobody else has these people and tickets. */
  const someone = () => `p${process.pid}x${Date.now().toString(36)}x${++number}`;

  async function opened(text = "please"): Promise<{ id: number; name: string; email: string }> {
    const name = someone();
    const email = `${name}@example.org`;
    return { id: await under().open({ from: email, subject: `Account for ${name}`, text }), name, email };
  }

  async function found(id: number): Promise<Ticket> {
    const ticket = await under().tickets.find(id);
    if (!ticket) throw new Error(`no ticket ${id}`);
    return ticket;
  }

  const events = (id: number, after = 0): Promise<TicketEvent[]> =>
    listed(under().tickets.listEvents(id, after));

  describe("as every ticket system", () => {
    it("accepts our login", async () => {
      await expect(under().tickets.check()).resolves.toBeUndefined();
    });

    it("finds a ticket with its requestor, whose ID is a number", async () => {
      const { id, name, email } = await opened();
      expect(await found(id)).toMatchObject({
        id,
        askedFor: id,
        queue: under().queue,
        subject: `Account for ${name}`,
        status: "new",
        priority: 0,
        requestors: [{ id: expect.any(Number), name: email, email }],
        createdAt: expect.any(Date),
        updatedAt: expect.any(Date),
        etag: expect.any(String),
      });
    });

    it("finds no ticket where there is none", async () => {
      expect(await under().tickets.find(999_999)).toBeUndefined();
    });

    it("reads the text with which a ticket was opened, and that of a reply", async () => {
      const { id, email } = await opened("Name: Zoë\nPI: Bo\n");
      expect((await under().tickets.readContent(id)).trim()).toBe("Name: Zoë\nPI: Bo");
      await under().reply(id, email, "It is Zoé.");
      const reply = (await events(id)).find(({ type }) => type === "Correspond");
      expect(reply?.by).toMatchObject({ email, isPrivileged: false, isUs: false });
      expect((await under().tickets.readEventContent(reply?.id ?? 0))?.trim()).toBe("It is Zoé.");
    });

    it("lists new tickets once each, in order, after the last one", async () => {
      const first = await opened();
      const second = await opened();
      const ids = async (after: number) => (await listed(under().tickets.listNew(after))).map(({ id }) => id);
      expect(await ids(first.id - 1)).toEqual([first.id, second.id]);
      expect(await ids(first.id)).toEqual([second.id]);
      expect(await ids(second.id)).toEqual([]);
      const [only] = await listed(under().tickets.listNew(first.id));
      expect(only).toMatchObject({ requestors: [{ email: second.email }], status: "new", priority: 0 });
    });

    it("lists what has just changed", async () => {
      const { id } = await opened();
      const changed = await listed(under().tickets.listChanged(1));
      expect(changed.filter((ticket) => ticket.id === id)).toHaveLength(1);
    });

    it("changes the status and the priority, and reads them back", async () => {
      const { id } = await opened();
      for (const priority of [1, 7, -1, 3]) {
        const changed = await under().tickets.change(await found(id), { status: "open", priority });
        expect(changed).toMatchObject({ status: "open", priority });
        expect(await found(id)).toMatchObject({ status: "open", priority });
      }
      expect(await under().tickets.change(await found(id), { priority: 0 })).toMatchObject({ priority: 0 });
    });

    it("changes nothing if the values are the same", async () => {
      const { id } = await opened();
      const before = await found(id);
      expect(await under().tickets.change(before, { status: "new", priority: 0 })).toEqual(before);
    });

    it("doesn't overwrite what someone changed in the meantime", async () => {
      const { id } = await opened();
      const before = await found(id);
      await under().setPriority(id, "3");
      await expect(under().tickets.change(before, { priority: 4 })).rejects.toThrow(TicketChangedError);
      expect(await found(id)).toMatchObject({ priority: 3 });
      // A list has no ETag: then the field itself has to be the same.
      await expect(under().tickets.change({ ...before, etag: undefined }, { priority: 4 })).rejects.toThrow(
        TicketChangedError,
      );
      await under().tickets.comment(id, "a remark");
      await expect(under().tickets.change(before, { status: "open" })).rejects.toThrow(TicketChangedError);
    });

    it("quotes the answer if a status is not accepted", async () => {
      const { id } = await opened();
      const failure = await under()
        .tickets.change(await found(id), { status: "cooked" })
        .catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(Failure);
      expect((failure as Failure).message).toMatch(/new instead of cooked.*: .*'cooked'/);
      expect(failure).toMatchObject({ lasts: true });
    });

    it("tells who changed a priority: staff, acct, or someone else", async () => {
      const { id } = await opened();
      await under().setPriority(id, "3");
      await under().tickets.change(await found(id), { priority: 4 });
      const [byAmy, byUs] = (await events(id)).filter(({ field }) => field === "Priority");
      expect(byAmy).toMatchObject({
        ticketId: id,
        type: "Set",
        oldValue: "0",
        newValue: "3",
        at: expect.any(Date),
      });
      expect(byAmy?.by).toMatchObject({ name: "amy", isPrivileged: true, isUs: false });
      expect(byUs).toMatchObject({ newValue: "4", by: { isUs: true } });
      expect((await events(id, byAmy?.id)).map(({ id: eventId }) => eventId)).not.toContain(byAmy?.id);
    });

    it("adds a comment, which doesn't open the ticket and reaches no requestor", async () => {
      const { id, email } = await opened();
      const eventId = await under().tickets.comment(id, "Stage 1: <verified> ümlaut");
      expect((await events(id)).at(-1)).toMatchObject({ id: eventId, type: "Comment", by: { isUs: true } });
      expect((await under().tickets.readEventContent(eventId))?.trim()).toBe("Stage 1: <verified> ümlaut");
      expect(await found(id)).toMatchObject({ status: "new" });
      expect((await under().mailsTo(email)).join()).not.toContain("Stage 1");
    });

    it("writes to the requestor and closes in one call, so that the ticket stays closed", async () => {
      const { id, email } = await opened();
      await under().tickets.correspond(id, "Your account is ready.", "resolved");
      expect(await found(id)).toMatchObject({ status: "resolved" });
      expect((await under().mailsTo(email)).join()).toContain("Your account is ready.");
    });

    it("notices that a ticket was merged, and shows whose history is whose", async () => {
      const kept = await opened("kept");
      const gone = await opened("gone");
      await under().setPriority(gone.id, "3");
      const before = await found(gone.id);
      await under().merge(gone.id, kept.id);
      expect(await found(gone.id)).toMatchObject({ id: kept.id, askedFor: gone.id });
      expect((await listed(under().tickets.listNew(kept.id - 1))).map(({ id }) => id)).not.toContain(gone.id);
      const set = (await events(kept.id)).find(
        ({ field, newValue }) => field === "Priority" && newValue === "3",
      );
      expect(set).toMatchObject({ ticketId: gone.id });
      await expect(under().tickets.change(before, { priority: 4 })).rejects.toThrow(
        `merged into ticket ${kept.id}`,
      );
      expect((await under().tickets.readContent(kept.id)).trim()).toBe("kept");
    });

    it("renames a user, but not over someone else and not to digits", async () => {
      const { id, name } = await opened();
      const [requestor] = (await found(id)).requestors;
      if (!requestor) throw new Error("no requestor");
      expect(await under().tickets.renameUser(requestor, String(requestor.id + 1))).toBe("rejected");
      expect(await under().tickets.renameUser(requestor, "amy")).toBe("taken");
      expect((await found(id)).requestors).toEqual([requestor]);
      expect(await under().tickets.renameUser(requestor, name)).toBe("renamed");
      expect(await under().tickets.renameUser(requestor, name)).toBe("renamed");
      expect((await found(id)).requestors).toEqual([{ ...requestor, name }]);
    });

    it("adds a user as another requestor only if the address is the same, and once", async () => {
      const { id, email } = await opened();
      const name = someone();
      const userId = await under().addUser(name, `${name}@example.org`);
      const { tickets } = under();
      expect(await tickets.addRequestor(id, name, email)).toBe("other-address");
      expect(await tickets.addRequestor(id, someone(), email)).toBe("other-address");
      expect(await tickets.addRequestor(id, String(userId), `${name}@example.org`)).toBe("other-address");
      expect((await found(id)).requestors.map((each) => each.email)).toEqual([email]);
      for (let again = 0; again < 2; again++)
        expect(await tickets.addRequestor(id, name, `${name}@Example.org`)).toBe("added");
      expect((await found(id)).requestors.map((each) => each.email).sort()).toEqual(
        [email, `${name}@example.org`].sort(),
      );
    });
  });
}
