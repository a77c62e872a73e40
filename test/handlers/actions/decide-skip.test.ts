import { afterAll, expect, it } from "vitest";
import { decideSkip } from "../../../src/handlers/actions/decide-skip.ts";
import { aKeptConflict, conflictNow } from "../a-kept-conflict.ts";
import { ada, amy, art, guest } from "../an-interaction.ts";
import { newDesk } from "../desk.ts";

const desk = await newDesk();
const { db } = desk.database;
afterAll(() => desk.close());

it('An admin\'s answer "skip" is recorded, and the next conflict is shown', async () => {
  const conflict = await aKeptConflict(db, "maria");
  const next = await aKeptConflict(db, "jonas");
  const reply = await desk.type(decideSkip, ada, conflict.mark);
  expect(await conflictNow(db, conflict)).toMatchObject({ decision: "skip", decidedBy: ada.user });
  expect(JSON.stringify(reply)).toContain(next.mark);
  // Someone who comes later changes nothing.
  await desk.expectNoTrace(() => desk.type(decideSkip, art, conflict.mark));
});

it('No one but admins can answer "skip"', async () => {
  const conflict = await aKeptConflict(db, "third");
  for (const actor of [amy, guest])
    await desk.expectNoTrace(() => desk.type(decideSkip, actor, conflict.mark));
});
