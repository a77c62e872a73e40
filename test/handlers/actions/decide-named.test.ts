import { afterAll, expect, it } from "vitest";
import { decideNamed } from "../../../src/handlers/actions/decide-named.ts";
import { decideSkip } from "../../../src/handlers/actions/decide-skip.ts";
import { anAccount } from "../../in-registry.ts";
import { aKeptConflict, conflictNow } from "../a-kept-conflict.ts";
import { ada, amy, art } from "../an-interaction.ts";
import { faultsOf, fieldsOf, newDesk } from "../desk.ts";

const desk = await newDesk();
const { db } = desk.database;
afterAll(() => desk.close());

it("An admin names the person in a form, which carries its conflict", async () => {
  const conflict = await aKeptConflict(db, "maria");
  await anAccount(db, "mkeller");
  const form = await desk.type(decideNamed, ada, conflict.mark);
  expect(fieldsOf(form)).toEqual(["named"]);
  await desk.fill(decideNamed, ada, conflict.mark, { named: " MKeller " });
  expect(await conflictNow(db, conflict)).toMatchObject({ decision: "mkeller", decidedBy: ada.user });
});

it("What isn't the username of an account stays in the form, and nothing is written", async () => {
  const conflict = await aKeptConflict(db, "second");
  for (const named of ["", "two words", "skip", "different", "maria@example.org", "nosuchone"]) {
    const reply = await desk.expectNoTrace(() => desk.fill(decideNamed, ada, conflict.mark, { named }));
    expect(faultsOf(reply)).toEqual(["named"]);
  }
});

it("A form that was open while someone else decided changes nothing", async () => {
  const conflict = await aKeptConflict(db, "third");
  await desk.type(decideSkip, art, conflict.mark);
  expect((await desk.type(decideNamed, ada, conflict.mark)).kind).toBe("message");
  const reply = await desk.expectNoTrace(() =>
    desk.act(decideNamed, ada, { text: conflict.mark, values: { named: "mkeller" } }),
  );
  expect(JSON.stringify(reply)).toContain(art.name);
  await desk.expectNoTrace(() =>
    desk.act(decideNamed, amy, { text: conflict.mark, values: { named: "mkeller" } }),
  );
});
