import { afterAll, expect, it } from "vitest";
import { claimPi } from "../../../src/handlers/actions/claim-pi.ts";
import { confirmPi } from "../../../src/handlers/actions/confirm-pi.ts";
import { rejectPi } from "../../../src/handlers/actions/reject-pi.ts";
import { piToken } from "../../../src/pipeline/passwords/password-token.ts";
import { answerByLink } from "../../../src/pipeline/pi-claims/answer-claim.ts";
import { ada, amy, art, bo } from "../an-interaction.ts";
import { newPiDesk } from "../pi-desk.ts";

const desk = await newPiDesk();
afterAll(() => desk.close());

async function claimed(project: string): Promise<string> {
  const claim = await desk.askAbout(project);
  await desk.type(claimPi, bo, claim);
  return claim;
}

it("An admin's confirmation makes the person the PI; it is recorded, and the person and the admin who asked are told", async () => {
  const claim = await claimed("astro");
  await desk.type(confirmPi, art, claim);
  expect(await desk.pisOf("astro")).toEqual(["bo@example.org manual"]);
  expect(await desk.stateOf(claim)).toBe("confirmed");
  expect(await desk.told("astro", "pi-set")).toEqual([`pi-set to ${bo.user}`, `pi-set to ${ada.user}`]);
  expect((await desk.eventsOf("astro")).at(-1)).toBe(`pi-changed by ${art.user}`);
  // The same press again, and another admin who comes later.
  await desk.expectNoTrace(() => desk.type(confirmPi, art, claim));
  for (const late of [confirmPi, rejectPi]) {
    const reply = await desk.expectNoTrace(() => desk.type(late, ada, claim));
    expect(JSON.stringify(reply)).toContain(art.name);
  }
});

it("Of two admins who decide at once, one wins", async () => {
  const claim = await claimed("race");
  await Promise.all([desk.type(confirmPi, art, claim), desk.type(rejectPi, ada, claim)]);
  const state = await desk.stateOf(claim);
  expect(await desk.pisOf("race")).toEqual(state === "confirmed" ? ["bo@example.org manual"] : []);
  expect(await desk.eventsOf("race")).toHaveLength(3);
});

it("Only admins can confirm, never themselves, and only someone who has said yes", async () => {
  const claim = await desk.askAbout("stars");
  await desk.expectNoTrace(() => desk.type(confirmPi, art, claim));
  await desk.type(claimPi, bo, claim);
  await desk.expectNoTrace(() => desk.type(confirmPi, amy, claim));
  await desk.expectNoTrace(() => desk.type(confirmPi, { ...bo, isAdmin: true }, claim));
  await desk.expectNoTrace(() => desk.type(confirmPi, art, "1"));
  expect(await desk.pisOf("stars")).toEqual([]);
});

it("A confirmation counts for nothing once the project has a PI; everyone who said yes is told when it gets one", async () => {
  const first = await claimed("two");
  const second = await desk.askAbout("two", "petra");
  await answerByLink(piToken(desk.context.secretKey, second), "claimed", desk.context);
  await desk.type(confirmPi, art, second);
  expect(await desk.pisOf("two")).toEqual(["petra@example.org manual"]);
  expect(await desk.stateOf(first)).toBe("overtaken");
  expect(await desk.told("two", "pi-set")).toEqual([
    "pi-set to petra@example.org",
    `pi-set to ${bo.user}`,
    `pi-set to ${ada.user}`,
  ]);
  await desk.expectNoTrace(() => desk.type(confirmPi, ada, first));
});

it("A confirmation doesn't count once the person no longer has the address on the card", async () => {
  const claim = await claimed("moved");
  await desk.giveNewAddress("bbirch", "bo.new@example.org");
  await desk.expectNoTrace(() => desk.type(confirmPi, art, claim));
  expect(await desk.pisOf("moved")).toEqual([]);
});
