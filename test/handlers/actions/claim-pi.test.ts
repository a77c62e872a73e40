import { afterAll, expect, it } from "vitest";
import { claimPi } from "../../../src/handlers/actions/claim-pi.ts";
import { declinePi } from "../../../src/handlers/actions/decline-pi.ts";
import { ada, amy, bo, guest } from "../an-interaction.ts";
import { newPiDesk } from "../pi-desk.ts";

const desk = await newPiDesk();
afterAll(() => desk.close());

it("A yes is recorded and shown to the admins once, and gives no rights", async () => {
  const claim = await desk.askAbout("astro");
  await desk.type(claimPi, bo, claim);
  expect(await desk.stateOf(claim)).toBe("claimed");
  expect(await desk.pisOf("astro")).toEqual([]);
  expect(await desk.eventsOf("astro")).toEqual([`pi-proposed by ${ada.user}`, `pi-claimed by ${bo.user}`]);
  expect(await desk.cards()).toHaveLength(1);
  await desk.expectNoTrace(() => desk.type(claimPi, bo, claim));
  await desk.expectNoTrace(() => desk.type(declinePi, bo, claim));
  expect(await desk.cards()).toHaveLength(1);
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
