import { afterAll, expect, it } from "vitest";
import { joinProcesses, listProcesses, newProcessNumber } from "../../src/db/process.ts";
import { newDatabase } from "../new-database.ts";

const [database, other] = [await newDatabase(), await newDatabase()];
afterAll(() => Promise.all([database.close(), other.close()]));
const quiet = { wake: () => undefined, lost: () => undefined };

it("The processes of a database are listed in ascending order, without those of another database", async () => {
  const aProcess = (url: string) => joinProcesses({ number: newProcessNumber(), url }, quiet);
  const [first, second] = [aProcess(database.url), aProcess(database.url)];
  const stranger = aProcess(other.url);
  await first.join();
  await second.join();
  await stranger.join();
  const numbers = [first, second].map((each) => each.number() ?? 0).toSorted((a, b) => a - b);
  expect(await listProcesses(database.db)).toEqual(numbers);
  await first.leave();
  await expect.poll(() => listProcesses(database.db)).toEqual([second.number()]);
  await Promise.all([second.leave(), stranger.leave()]);
});
