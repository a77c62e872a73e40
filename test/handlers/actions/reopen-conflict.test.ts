import { afterAll, expect, it } from "vitest";
import { decideSame } from "../../../src/handlers/actions/decide-same.ts";
import { reopenConflict } from "../../../src/handlers/actions/reopen-conflict.ts";
import { anAccount } from "../../in-registry.ts";
import { aKeptConflict, conflictNow } from "../a-kept-conflict.ts";
import { ada, amy, art } from "../an-interaction.ts";
import { newDesk } from "../desk.ts";

const desk = await newDesk();
const { db } = desk.database;
afterAll(() => desk.close());

it("A decision that hasn't been applied can be taken back, which is recorded, and made again", async () => {
  const { account } = await anAccount(db, "mkeller");
  const conflict = await aKeptConflict(db, "maria", { mayBe: ["mkeller"] });
  await desk.expectNoTrace(() => desk.type(reopenConflict, ada, conflict.mark));
  await desk.type(decideSame, ada, conflict.mark);
  await desk.expectNoTrace(() => desk.type(reopenConflict, amy, conflict.mark));
  await desk.type(reopenConflict, art, conflict.mark);
  expect(await conflictNow(db, conflict)).toMatchObject({ decision: null, decidedBy: null });
  await desk.type(decideSame, art, conflict.mark);
  expect((await desk.recordOf({ id: account.requestId })).events).toEqual([
    `conflict-decided by ${ada.user}`,
    `conflict-reopened by ${art.user}`,
    `conflict-decided by ${art.user}`,
  ]);
});
