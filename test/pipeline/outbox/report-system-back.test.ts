import { afterAll, beforeEach, expect, it } from "vitest";
import { notifications } from "../../../src/db/tables/notifications.ts";
import { noteSystemDown, reportSystemBack } from "../../../src/pipeline/outbox/report-system-back.ts";
import { aStoredRequest, isStuck } from "../../handlers/a-stored-request.ts";
import { later } from "../../in-memory/pipeline-deps.ts";
import { newDatabase } from "../../new-database.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());
beforeEach(async () => {
  for (const table of ["notifications", "troubles"]) await database.query(`delete from ${table}`);
  await database.query("update requests set status = 'closed'");
});
const deps = { db, chat: { adminChannels: ["slack:C1"] }, announce: () => undefined };
const down = (minutes: number) => noteSystemDown("Slurm", { ...deps, now: () => later(minutes * 60_000) });
const back = (minutes: number) => reportSystemBack("Slurm", { ...deps, now: () => later(minutes * 60_000) });
const told = async () => (await db.select().from(notifications)).map(({ data }) => data);
const stuckOn = (system: string) => aStoredRequest(db, { ...isStuck, details: { stuckOn: [system] } });

it("When a system works again, the admins are told once what is still stuck because of it, by whichever process notices", async () => {
  const [one] = [await stuckOn("Slurm"), await stuckOn("Slurm"), await stuckOn("LDAP")];
  await Promise.all([down(0), down(0)]);
  await Promise.all([back(5), back(5), back(6)]);
  expect(await told()).toEqual([
    { system: "Slurm", count: "2", list: expect.stringContaining(String(one?.id)) },
  ]);
});

it("They aren't told if nothing is stuck because of it, or if it never was away", async () => {
  await stuckOn("LDAP");
  await down(0);
  await back(5);
  await stuckOn("Slurm");
  await back(6);
  expect(await told()).toEqual([]);
});

it("If the system comes and goes, one message an hour is enough", async () => {
  await stuckOn("Slurm");
  for (const minutes of [0, 10, 20, 70]) {
    await down(minutes);
    await back(minutes + 5);
  }
  expect(await told()).toHaveLength(2);
});
