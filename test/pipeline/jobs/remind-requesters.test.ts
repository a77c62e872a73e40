import { eq } from "drizzle-orm";
import { afterAll, beforeEach, expect, it } from "vitest";
import { inTransaction } from "../../../src/db/client.ts";
import { findRequest } from "../../../src/db/requests.ts";
import { notifications } from "../../../src/db/tables/notifications.ts";
import { remindRequesters } from "../../../src/pipeline/jobs/remind-requesters.ts";
import { DAY, HOUR, later, START } from "../../in-memory/pipeline-deps.ts";
import { newDatabase } from "../../new-database.ts";
import { act, aWaitingRequest, endAll, jobDeps } from "./a-waiting-request.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());
beforeEach(() => endAll(database));

const remind = (now: Date, deps = jobDeps) => inTransaction(db, (tx) => remindRequesters(tx, now, deps));
const ada = { id: "slack:UADA", name: "Ada Okafor" };
async function anAsked() {
  const request = await aWaitingRequest(database, "await-admin");
  await act(database, request.id, { kind: "ask", by: ada, text: "Which software?" }, START);
  return request;
}
const messagesAbout = async (id: number) =>
  (
    await db.select().from(notifications).where(eq(notifications.requestId, id)).orderBy(notifications.id)
  ).map(({ template }) => template);

it("A requester who doesn't reply is reminded every two days, five times, and then the admins are told, once", async () => {
  const { id } = await anAsked();
  await remind(later(2 * DAY - 1));
  expect(await messagesAbout(id)).toEqual(["question"]);
  for (let hours = 48; hours < 40 * 24; hours += 6) await remind(later(hours * HOUR));
  expect(await messagesAbout(id)).toEqual([...Array(6).fill("question"), "needs-attention"]);
  expect(await findRequest(db, id)).toMatchObject({
    status: "waiting",
    question: { text: "Which software?" },
  });
});

it("No one is reminded of a question that has a reply", async () => {
  const { id } = await anAsked();
  await act(database, id, { kind: "answer", by: ada, text: "GROMACS" }, later(DAY));
  expect(await remind(later(9 * DAY))).toBe(0);
});

it("Reminders of questions keep to working days and hours, too", async () => {
  await anAsked();
  const rules = { ...jobDeps.rules, workingHours: { days: "weekdays", from: "08:00", to: "18:00" } as const };
  const hours: string[] = [];
  for (let n = 0; n < 9 * 24; n++) {
    if ((await remind(later(n * HOUR), { ...jobDeps, rules })) === 0) continue;
    hours.push(
      later(n * HOUR).toLocaleString("en-GB", {
        timeZone: "Europe/Berlin",
        weekday: "short",
        hour: "2-digit",
      }),
    );
  }
  expect(hours.length).toBeGreaterThan(2);
  for (const hour of hours) expect(hour).toMatch(/^(Mon|Tue|Wed|Thu|Fri),? (0[89]|1[0-7])$/);
});
