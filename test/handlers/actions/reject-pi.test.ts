import { afterAll, expect, it } from "vitest";
import { claimPi } from "../../../src/handlers/actions/claim-pi.ts";
import { rejectPi } from "../../../src/handlers/actions/reject-pi.ts";
import { ada, amy, art, bo } from "../an-interaction.ts";
import { newPiDesk } from "../pi-desk.ts";

const desk = await newPiDesk();
afterAll(() => desk.close());

it("An admin who doesn't confirm leaves the project without a PI, and the person is told", async () => {
  const claim = await desk.askAbout("astro");
  await desk.type(claimPi, bo, claim);
  await desk.expectNoTrace(() => desk.type(rejectPi, amy, claim));
  await desk.type(rejectPi, art, claim);
  expect(await desk.pisOf("astro")).toEqual([]);
  expect(await desk.told("astro", "pi-rejected")).toEqual([
    `pi-rejected to ${bo.user}`,
    `pi-rejected to ${ada.user}`,
  ]);
  expect((await desk.eventsOf("astro")).at(-1)).toBe(`pi-rejected by ${art.user}`);
});
