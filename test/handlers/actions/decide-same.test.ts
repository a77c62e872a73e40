import { afterAll, expect, it } from "vitest";
import { decideSame } from "../../../src/handlers/actions/decide-same.ts";
import { anAccount } from "../../in-registry.ts";
import { aKeptConflict, conflictNow } from "../a-kept-conflict.ts";
import { ada, amy, art, bo, guest } from "../an-interaction.ts";
import { newDesk } from "../desk.ts";

const desk = await newDesk();
const { db } = desk.database;
afterAll(() => desk.close());

it("An admin says whose account it is; it is recorded with their name, and the owner's history says so", async () => {
  const { account } = await anAccount(db, "mkeller");
  const conflict = await aKeptConflict(db, "maria", { mayBe: ["mkeller"] });
  const reply = await desk.type(decideSame, ada, conflict.mark);
  expect(reply).toMatchObject({ kind: "message", replaces: true });
  expect(await conflictNow(db, conflict)).toMatchObject({
    decision: "mkeller",
    decidedBy: ada.user,
    decidedByName: ada.name,
    decidedAt: desk.context.now(),
  });
  expect((await desk.recordOf({ id: account.requestId })).events).toEqual([
    `conflict-decided by ${ada.user}`,
  ]);
});

it("The second admin changes nothing, and reads who decided", async () => {
  const conflict = await aKeptConflict(db, "second", { mayBe: ["mkeller"] });
  await desk.type(decideSame, ada, conflict.mark);
  const reply = await desk.expectNoTrace(() => desk.type(decideSame, art, conflict.mark));
  expect(JSON.stringify(reply)).toContain(ada.name);
});

it("Only admins can decide, and only on a conflict that is there and has one possible match", async () => {
  const conflict = await aKeptConflict(db, "third", { mayBe: ["mkeller"] });
  for (const actor of [amy, bo, guest])
    await desk.expectNoTrace(() => desk.type(decideSame, actor, conflict.mark));
  const several = await aKeptConflict(db, "fourth", { mayBe: ["mkeller", "jlind"] });
  for (const text of ["", "1", "00000000-0000-4000-8000-000000000000", several.mark])
    await desk.expectNoTrace(() => desk.type(decideSame, ada, text));
});

it("An admin can't decide that an account belongs to themselves", async () => {
  await anAccount(db, "aokafor", { chatUser: ada.user, email: ada.email ?? "" });
  const conflict = await aKeptConflict(db, "fifth", { mayBe: ["aokafor"] });
  await desk.expectNoTrace(() => desk.type(decideSame, ada, conflict.mark));
  await desk.type(decideSame, art, conflict.mark);
  expect(await conflictNow(db, conflict)).toMatchObject({ decision: "aokafor", decidedBy: art.user });
});
