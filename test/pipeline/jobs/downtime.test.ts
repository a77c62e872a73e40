import { afterAll, beforeEach, expect, it } from "vitest";
import { readDowntime } from "../../../src/pipeline/jobs/downtime.ts";
import { DAY, HOUR, later, START } from "../../in-memory/pipeline-deps.ts";
import { newDatabase } from "../../new-database.ts";
import { endAll, wasUp } from "./a-waiting-request.ts";

const database = await newDatabase();
afterAll(() => database.close());
beforeEach(() => endAll(database));

const read = (now: Date, from = START) => readDowntime(database.db, from, now);

it("Where no run is recorded, nothing counts as downtime", async () => {
  const { since, lastEnd } = await read(later(30 * DAY));
  expect(since(START)).toBe(0);
  expect(lastEnd).toBeUndefined();
});

it("The pause between two hourly runs is no downtime, and neither is that since the last one", async () => {
  await wasUp(database, START, later(DAY));
  const { since, lastEnd } = await read(later(DAY + 2 * HOUR));
  expect(since(START)).toBe(0);
  expect(lastEnd).toBeUndefined();
});

it("A pause of more than two hours counts from the last run to the next", async () => {
  await wasUp(database, START, START);
  await wasUp(database, later(5 * HOUR), later(9 * HOUR));
  const { since } = await read(later(9 * HOUR));
  expect(since(START)).toBe(5 * HOUR);
  expect(since(later(2 * HOUR))).toBe(3 * HOUR);
  expect(since(later(6 * HOUR))).toBe(0);
});

it("Right after acct comes back, the time until now counts as well", async () => {
  await wasUp(database, START, START);
  const { since, lastEnd } = await read(later(3 * DAY));
  expect(since(START)).toBe(3 * DAY);
  expect(lastEnd).toEqual(later(3 * DAY));
});

it("Downtime that began before the time in question is found", async () => {
  await wasUp(database, START, START);
  await wasUp(database, later(10 * DAY), later(10 * DAY));
  const { since } = await read(later(10 * DAY), later(9 * DAY));
  expect(since(later(9 * DAY))).toBe(DAY);
});

it("Several pauses add up, and acct last came back after the last one of a day or more", async () => {
  await wasUp(database, START, START);
  await wasUp(database, later(2 * DAY), later(3 * DAY));
  await wasUp(database, later(3 * DAY + 8 * HOUR), later(4 * DAY));
  const { since, lastEnd } = await read(later(4 * DAY));
  expect(since(START)).toBe(2 * DAY + 8 * HOUR);
  expect(lastEnd).toEqual(later(2 * DAY));
});
