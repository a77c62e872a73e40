import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { listDelegations, saveDelegation } from "../../../src/db/delegations.ts";
import { delegate } from "../../../src/handlers/actions/delegate.ts";
import { DAY, later, START } from "../../in-memory/pipeline-deps.ts";
import { forAdmin, forPi } from "../a-stored-request.ts";
import { ada, amy, bo, dee, guest, zed } from "../an-interaction.ts";
import { choicesOf, faultsOf, fieldsOf, newDesk } from "../desk.ts";

const desk = await newDesk();
const { db } = desk.database;
afterAll(() => desk.close());
beforeEach(() => desk.database.query("delete from delegations"));

const delegatesOf = async (pi: string) =>
  (await listDelegations(db, [pi], START)).map(({ delegateUser, until }) => [delegateUser, until]);

const letDecide = (user: string, name: string) =>
  saveDelegation(db, {
    piUser: bo.user,
    delegateUser: user,
    delegateName: name,
    until: null,
    createdAt: START,
  });

describe("on a request", () => {
  it("The PI names a delegate, who is asked about everything that is waiting for the PI", async () => {
    const [one, two] = [await desk.store(forPi), await desk.store(forPi)];
    const decided = await desk.store({ status: "running", stage: "register" });
    expect(fieldsOf(await desk.press(delegate, bo, one))).toEqual(["person", "until"]);
    expect((await desk.submit(delegate, bo, { person: dee.user }, one)).kind).toBe("message");
    expect(await delegatesOf(bo.user)).toEqual([[dee.user, null]]);
    for (const request of [one, two]) {
      expect(await desk.recordOf(request)).toMatchObject({
        state: ["running", "await-pi", null],
        events: [`delegated by ${bo.user}`],
        request: { runAt: START },
      });
    }
    expect((await desk.recordOf(decided)).events).toEqual([]);
  });

  it("The delegate can decide until the last day has ended everywhere on Earth", async () => {
    const request = await desk.store(forPi);
    await desk.submit(delegate, bo, { person: dee.user, until: "2028-03-10" }, request);
    expect(await delegatesOf(bo.user)).toEqual([[dee.user, new Date("2028-03-11T11:59:59Z")]]);
  });

  it("Only the PI can name delegates: no admin, no delegate and no one else", async () => {
    const request = await desk.store({ ...forPi, delegates: [{ user: dee.user, name: dee.name }] });
    for (const actor of [ada, dee, amy, zed, guest]) {
      for (const act of [
        () => desk.press(delegate, actor, request),
        () => desk.submit(delegate, actor, { person: zed.user }, request),
      ]) {
        expect((await desk.expectNoTrace(act)).kind).toBe("message");
      }
    }
  });

  it.each<[string, Record<string, string>, string]>([
    ["themselves", { person: bo.user }, "person"],
    ["a guest", { person: guest.user }, "person"],
    ["someone the chat doesn't know", { person: "slack:UNOBODY" }, "person"],
    ["a day in the past", { person: dee.user, until: "2028-03-01" }, "until"],
  ])("The form doesn't accept %s, and stays open", async (_, filledIn, field) => {
    const request = await desk.store(forPi);
    const reply = await desk.expectNoTrace(() => desk.submit(delegate, bo, filledIn, request));
    expect(faultsOf(reply)).toEqual([field]);
  });

  it("Naming the same person again only changes the end date", async () => {
    const request = await desk.store({ ...forAdmin });
    for (const until of ["2028-03-10", ""]) {
      await desk.submit(delegate, bo, { person: dee.user, until }, request);
    }
    expect(await delegatesOf(bo.user)).toEqual([[dee.user, null]]);
  });
});

describe("in the Home tab", () => {
  it("Someone without delegates reads how to name one", async () => {
    expect((await desk.press(delegate, bo)).kind).toBe("message");
  });

  it("The PI ends one delegation and begins another, and the Home tab is shown again", async () => {
    await letDecide(dee.user, dee.name);
    const request = await desk.store({ ...forPi, delegates: [{ user: dee.user, name: dee.name }] });
    expect(fieldsOf(await desk.press(delegate, bo))).toEqual(["person", "until", "ended"]);
    const reply = await desk.submit(delegate, bo, { person: zed.user, ended: dee.user });
    expect(reply.kind).toBe("home");
    expect(await delegatesOf(bo.user)).toEqual([[zed.user, null]]);
    expect((await desk.recordOf(request)).events).toEqual([`delegated by ${bo.user}`]);
  });

  it("People can change only their own delegates", async () => {
    await letDecide(dee.user, dee.name);
    await desk.submit(delegate, zed, { ended: dee.user });
    expect(await delegatesOf(bo.user)).toEqual([[dee.user, null]]);
  });

  it("A delegation that has expired isn't offered for removal", async () => {
    await letDecide(dee.user, dee.name);
    await saveDelegation(db, {
      piUser: bo.user,
      delegateUser: zed.user,
      delegateName: zed.name,
      until: later(-DAY),
      createdAt: later(-2 * DAY),
    });
    expect(choicesOf(await desk.press(delegate, bo), "ended")).toEqual([dee.user]);
  });
});
