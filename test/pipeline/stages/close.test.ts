import { afterAll, expect, it } from "vitest";
import { recordEvent } from "../../../src/db/apply-change.ts";
import { addTicket, updateTicket } from "../../../src/db/tickets.ts";
import { close } from "../../../src/pipeline/stages/close.ts";
import { DAY, HOUR, inMemoryDeps, later, START, someRules } from "../../in-memory/pipeline-deps.ts";
import { storedRequest } from "../../in-registry.ts";
import { newDatabase } from "../../new-database.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());

const MINUTE = 60_000;

it.each([
  [10 * MINUTE, "10 minutes"],
  [60 * MINUTE, "1 hour"],
  [24 * 60 * MINUTE, "1 day"],
  [36 * 60 * MINUTE, "36 hours"],
  [7 * 24 * 60 * MINUTE, "7 days"],
])(
  "A completed request says that it waits for the time of `times.closeAfter`: %i ms are %s",
  async (closeAfter, words) => {
    const request = await storedRequest(db, { stage: "close" });
    const deps = inMemoryDeps(db, { times: { ...someRules().times, closeAfter } });
    expect(await close.run(request, deps)).toMatchObject({
      kind: "wait",
      for: "closing-time",
      note: expect.stringContaining(` ${words}`),
      until: later(closeAfter),
    });
  },
);

it("A completed request closes a day after someone last acted on it; what acct itself does doesn't count", async () => {
  const deps = inMemoryDeps(db);
  const request = await storedRequest(db, { stage: "close" });
  const act = (actor: string, at: Date) =>
    recordEvent(db, request.id, { kind: "answered", actor, actorName: actor, note: "" }, at);
  await act("slack:UAMY", later(20 * HOUR));
  await act("acct", later(23 * HOUR));
  deps.setClock(later(25 * HOUR));
  expect(await close.run(request, deps)).toMatchObject({ kind: "wait", until: later(44 * HOUR) });
  deps.setClock(later(44 * HOUR));
  const closed = await close.run(request, deps);
  expect(closed).toMatchObject({ kind: "done", notifications: [{ template: "closed" }] });
  expect(await close.run(request, deps)).toEqual(closed);
});

it("Activity from before the request was completed doesn't make it close earlier", async () => {
  const deps = inMemoryDeps(db);
  const request = await storedRequest(db, { stage: "close" });
  const before = later(-3 * DAY);
  await recordEvent(
    db,
    request.id,
    { kind: "approved", actor: "slack:UADA", actorName: "Ada", note: "" },
    before,
  );
  expect(await close.run({ ...request, stageSince: START }, deps)).toMatchObject({
    kind: "wait",
    until: later(DAY),
  });
});

it("Activity on the request's ticket starts the day again, and the last words are then left to the ticket", async () => {
  const deps = inMemoryDeps(db);
  const request = await storedRequest(db, { stage: "close" });
  const key = { place: "rt:rt.example.org", ticketId: 17 };
  await addTicket(db, { ...key, priority: 7, status: "open", ignored: false, checkedAt: START });
  await updateTicket(db, key, { requestId: request.id, activeAt: later(20 * HOUR) });
  deps.setClock(later(25 * HOUR));
  expect(await close.run(request, deps)).toMatchObject({ kind: "wait", until: later(44 * HOUR) });
  deps.setClock(later(44 * HOUR));
  expect(await close.run(request, deps)).toMatchObject({ kind: "done", notifications: [] });
});
