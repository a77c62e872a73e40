import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { isUnproved, waitForAddress } from "../../../src/pipeline/checks/address.ts";
import { verifyIdentity } from "../../../src/pipeline/stages/verify-identity.ts";
import { inMemoryDirectory } from "../../in-memory/in-memory-directory.ts";
import { DAY, HOUR, inMemoryDeps, later, START } from "../../in-memory/pipeline-deps.ts";
import { storedRequest } from "../../in-registry.ts";
import { newDatabase } from "../../new-database.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());
beforeEach(() => database.query("update requests set status = 'closed', waits_for = null"));

const aRow = () =>
  storedRequest(
    db,
    { email: "row@example.org", requesterUser: null, details: { newProject: true, addressUnproved: true } },
    START,
  );

describe("The address from a file that isn't trusted", () => {
  it("has to be confirmed before anything else happens with the request", async () => {
    const request = await aRow();
    const deps = inMemoryDeps(db);
    const waiting = await verifyIdentity.run(request, deps);
    expect(waiting).toMatchObject({
      kind: "wait",
      for: "address",
      until: later(2 * DAY),
      notifications: [{ template: "confirm-address", via: "email", toEmail: "row@example.org" }],
    });
    expect(await verifyIdentity.run(request, deps)).toEqual(waiting);
    const addressConfirmedAt = START.toISOString();
    const confirmed = { ...request, details: { ...request.details, addressConfirmedAt } };
    expect(await verifyIdentity.run(confirmed, deps)).toMatchObject({ kind: "done" });
  });

  it("needn't be confirmed if the campus directory has it for someone active, but has to if it only isn't required", async () => {
    const request = await aRow();
    const directory = inMemoryDirectory();
    const deps = { ...inMemoryDeps(db, { directory: { required: false, robots: [] } }), directory };
    expect(await verifyIdentity.run(request, deps)).toMatchObject({ kind: "wait", for: "address" });
    directory.addPerson("row");
    expect(await verifyIdentity.run(request, deps)).toMatchObject({ kind: "done" });
  });

  it("is asked for as often as PIs are reminded, each time with a message of its own, and then no more", async () => {
    const request = await aRow();
    const deps = inMemoryDeps(db, { piReminders: 2 });
    const keys = new Set<string>();
    const asked = waitForAddress(request, deps);
    expect(asked.facts).toEqual({ clockSince: START, details: { addressAskedAt: START.toISOString() } });
    const waiting = { ...request, details: { ...request.details, ...asked.facts?.details } };
    for (let at = START; at < later(9 * DAY); at = new Date(at.getTime() + HOUR)) {
      deps.setClock(at);
      const { notifications = [], until } = waitForAddress(waiting, deps);
      for (const { key } of notifications) keys.add(key);
      expect(until === undefined).toBe(at >= later(6 * DAY));
    }
    expect(keys.size).toBe(3);
  });

  it("is asked for as usual if the request was on hold for a long time before", async () => {
    const deps = inMemoryDeps(db);
    deps.setClock(later(25 * DAY));
    expect(await verifyIdentity.run(await aRow(), deps)).toMatchObject({
      until: later(27 * DAY),
      facts: { clockSince: later(25 * DAY) },
      notifications: [{ data: { number: "1" } }],
    });
  });
});

it("An address from anywhere else isn't asked for", () => {
  expect(isUnproved({ details: {} }, false)).toBe(false);
});
