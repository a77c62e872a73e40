import { afterAll, expect, it } from "vitest";
import { decideNamed } from "../../../src/handlers/actions/decide-named.ts";
import { decideSkip } from "../../../src/handlers/actions/decide-skip.ts";
import { aKeptConflict, conflictNow } from "../a-kept-conflict.ts";
import { ada, amy, art } from "../an-interaction.ts";
import { choicesOf, faultsOf, fieldsOf, newDesk } from "../desk.ts";

const desk = await newDesk();
const { db } = desk.database;
afterAll(() => desk.close());

it("An admin names the person in a form, which carries its conflict", async () => {
  const conflict = await aKeptConflict(db, "maria");
  const form = await desk.type(decideNamed, ada, conflict.mark);
  expect(fieldsOf(form)).toEqual(["conflict", "named"]);
  expect(choicesOf(form, "conflict")).toEqual([conflict.mark]);
  await desk.submit(decideNamed, ada, { conflict: conflict.mark, named: " MKeller " });
  expect(await conflictNow(db, conflict)).toMatchObject({ decision: "mkeller", decidedBy: ada.user });
});

it("What can't be a username stays in the form, and nothing is written", async () => {
  const conflict = await aKeptConflict(db, "second");
  for (const named of ["", "two words", "skip", "different", "maria@example.org"]) {
    const reply = await desk.expectNoTrace(() =>
      desk.submit(decideNamed, ada, { conflict: conflict.mark, named }),
    );
    expect(faultsOf(reply)).toEqual(["named"]);
  }
});

it("A form that was open while someone else decided changes nothing", async () => {
  const conflict = await aKeptConflict(db, "third");
  await desk.type(decideSkip, art, conflict.mark);
  expect((await desk.type(decideNamed, ada, conflict.mark)).kind).toBe("message");
  const reply = await desk.expectNoTrace(() =>
    desk.submit(decideNamed, ada, { conflict: conflict.mark, named: "mkeller" }),
  );
  expect(JSON.stringify(reply)).toContain(art.name);
  await desk.expectNoTrace(() =>
    desk.submit(decideNamed, amy, { conflict: conflict.mark, named: "mkeller" }),
  );
});
