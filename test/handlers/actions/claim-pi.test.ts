import { afterAll, expect, it } from "vitest";
import { emailIdentity, findPersonBy } from "../../../src/db/people.ts";
import { claimPi } from "../../../src/handlers/actions/claim-pi.ts";
import { declinePi } from "../../../src/handlers/actions/decline-pi.ts";
import { setProjectPi } from "../../../src/pipeline/set-project-pi.ts";
import { ada, amy, bo, guest } from "../an-interaction.ts";
import { newPiDesk } from "../pi-desk.ts";

const desk = await newPiDesk();
afterAll(() => desk.close());

it("A yes is recorded and shown to the admins once, and gives no rights", async () => {
  const claim = await desk.askAbout("astro");
  const first = await desk.type(claimPi, bo, claim);
  expect(await desk.stateOf(claim)).toBe("claimed");
  expect(await desk.pisOf("astro")).toEqual([]);
  expect(await desk.eventsOf("astro")).toEqual([`pi-proposed by ${ada.user}`, `pi-claimed by ${bo.user}`]);
  expect(await desk.cards()).toHaveLength(1);
  // A second press must not read as if the first one hadn't counted.
  expect(await desk.expectNoTrace(() => desk.type(claimPi, bo, claim))).toEqual(first);
  await desk.expectNoTrace(() => desk.type(declinePi, bo, claim));
  expect(await desk.cards()).toHaveLength(1);
});

it("A yes changes nothing once an admin has named another PI", async () => {
  const claim = await desk.askAbout("given");
  const person = await findPersonBy(desk.context.db, emailIdentity("bo@example.org"));
  if (!person) throw new Error("The registry has no such person");
  await setProjectPi("given", person, { id: ada.user, name: ada.name }, desk.context);
  expect(await desk.stateOf(claim)).toBe("overtaken");
  await desk.expectNoTrace(() => desk.type(claimPi, bo, claim));
});

it("No one but the person who was asked can answer, and not too late", async () => {
  const claim = await desk.askAbout("stars");
  for (const actor of [ada, amy, guest]) await desk.expectNoTrace(() => desk.type(claimPi, actor, claim));
  for (const text of ["", "1", "00000000-0000-4000-8000-000000000000"])
    await desk.expectNoTrace(() => desk.type(claimPi, bo, text));
  const before = desk.context.now();
  desk.context.setClock(new Date(before.getTime() + 15 * 86_400_000));
  await desk.expectNoTrace(() => desk.type(claimPi, bo, claim));
  desk.context.setClock(before);
});

it("A yes doesn't count once the person has another address", async () => {
  const claim = await desk.askAbout("moved");
  await desk.giveNewAddress("bbirch", "bo.new@example.org");
  await desk.expectNoTrace(() => desk.type(claimPi, bo, claim));
});
