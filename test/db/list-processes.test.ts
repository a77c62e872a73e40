import { afterAll, expect, it } from "vitest";
import { listProcesses, thisProcess } from "../../src/db/process.ts";
import { newDatabase } from "../new-database.ts";

const [database, other] = [await newDatabase(), await newDatabase()];
afterAll(() => Promise.all([database.close(), other.close()]));
const quiet = { wake: () => undefined, lost: () => undefined };

it("The processes of a database are counted without those of another one, the oldest first", async () => {
  const now = () => new Date();
  const [first, second] = [thisProcess(database.url, now, quiet), thisProcess(database.url, now, quiet)];
  const stranger = thisProcess(other.url, now, quiet);
  await first.join();
  await second.join();
  await stranger.join();
  expect(await listProcesses(database.db)).toEqual([first.number(), second.number()]);
  await first.leave();
  await expect.poll(() => listProcesses(database.db)).toEqual([second.number()]);
  await Promise.all([second.leave(), stranger.leave()]);
});
