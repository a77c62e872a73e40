import { afterAll, expect, it } from "vitest";
import { declinePi } from "../../../src/handlers/actions/decline-pi.ts";
import { ada, bo, zed } from "../an-interaction.ts";
import { newPiDesk } from "../pi-desk.ts";

const desk = await newPiDesk();
afterAll(() => desk.close());

it("A no is recorded, the admins are told, and the same person can be asked again", async () => {
  const claim = await desk.askAbout("astro");
  await desk.expectNoTrace(() => desk.type(declinePi, zed, claim));
  await desk.type(declinePi, bo, claim);
  expect(await desk.stateOf(claim)).toBe("declined");
  expect(await desk.told("astro", "pi-declined")).toEqual(["pi-declined to slack:CADMINS"]);
  expect(await desk.cards()).toEqual([]);
  await desk.expectNoTrace(() => desk.type(declinePi, bo, claim));
  const again = await desk.askAbout("astro");
  expect(again).not.toBe(claim);
  expect(await desk.eventsOf("astro")).toEqual([
    `pi-proposed by ${ada.user}`,
    `pi-declined by ${bo.user}`,
    `pi-proposed by ${ada.user}`,
  ]);
});
