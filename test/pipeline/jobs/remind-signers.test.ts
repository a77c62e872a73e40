import { eq } from "drizzle-orm";
import { afterAll, beforeEach, expect, it } from "vitest";
import { applyChange } from "../../../src/db/apply-change.ts";
import { inTransaction } from "../../../src/db/client.ts";
import { notifications } from "../../../src/db/tables/notifications.ts";
import { transition } from "../../../src/pipeline/engine/transition.ts";
import { remindSigners } from "../../../src/pipeline/jobs/remind-signers.ts";
import { waitFor } from "../../../src/pipeline/stage.ts";
import { DAY, HOUR, later, START } from "../../in-memory/pipeline-deps.ts";
import { storedRequest } from "../../in-registry.ts";
import { newDatabase } from "../../new-database.ts";
import { act, endAll, jobDeps } from "./a-waiting-request.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());
beforeEach(() => endAll(database));

const remind = (now: Date) => inTransaction(db, (tx) => remindSigners(tx, now, jobDeps));

async function anUnsigned(email: string) {
  const signing = { asked: ["terms/1"], titles: ["Terms of use"] };
  const request = await storedRequest(db, { stage: "sign-agreements", email, details: { signing } });
  const outcome = waitFor("signature", "for a signature");
  await applyChange(db, request, transition(request, outcome, jobDeps.workflows.account, START), START);
  return request;
}
const messagesAbout = async (id: number) =>
  (
    await db.select().from(notifications).where(eq(notifications.requestId, id)).orderBy(notifications.id)
  ).map(({ template, data }) => `${template} ${data.titles ?? ""}`.trim());

it("A requester who doesn't sign is reminded every two days, five times, and then the admins are told, once", async () => {
  const { id } = await anUnsigned("amy@example.org");
  await remind(later(2 * DAY - 1));
  expect(await messagesAbout(id)).toEqual([]);
  for (let hours = 48; hours < 28 * 24; hours += 6) await remind(later(hours * HOUR));
  expect(await messagesAbout(id)).toEqual([
    ...Array(5).fill("sign-agreements Terms of use"),
    "needs-attention",
  ]);
});

it("No one is reminded of what they have signed", async () => {
  const { id } = await anUnsigned("bo@example.org");
  await act(database, id, { kind: "sign", by: { id: "email:bo", name: "Bo" }, note: "Terms of use" }, START);
  expect(await remind(later(9 * DAY))).toBe(0);
});
