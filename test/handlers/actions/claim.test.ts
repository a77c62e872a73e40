import { afterAll, expect, it } from "vitest";
import { claim } from "../../../src/handlers/actions/claim.ts";
import { noReply } from "../../../src/handlers/handler.ts";
import { forAdmin, isStuck } from "../a-stored-request.ts";
import { ada, amy, art, bo, guest, zed } from "../an-interaction.ts";
import { newDesk } from "../desk.ts";

const desk = await newDesk();
afterAll(() => desk.close());

it.each([forAdmin, isStuck])(
  "An admin claims a request at $stage, which otherwise stays as it is",
  async (state) => {
    const request = await desk.store(state);
    expect(await desk.press(claim, ada, request)).toEqual(noReply);
    expect(await desk.recordOf(request)).toMatchObject({
      state: [request.status, request.stage, request.waitsFor],
      events: [`claimed by ${ada.user}`],
      notifications: [],
      request: { assignee: { by: ada.user, byName: ada.name }, problem: request.problem },
    });
  },
);

it("Another admin takes it over", async () => {
  const request = await desk.store(forAdmin);
  await desk.press(claim, ada, request);
  expect(await desk.press(claim, art, request)).toEqual(noReply);
  expect(await desk.recordOf(request)).toMatchObject({
    events: [`claimed by ${ada.user}`, `claimed by ${art.user}`],
    request: { assignee: { by: art.user } },
  });
});

it("Pressing twice claims once", async () => {
  const request = await desk.store(forAdmin);
  await desk.press(claim, ada, request);
  const reply = await desk.expectNoTrace(() => desk.press(claim, ada, request));
  expect(reply.kind).toBe("message");
});

it("No one can claim a request that has ended", async () => {
  const request = await desk.store({ status: "closed", stage: "close" });
  const reply = await desk.expectNoTrace(() => desk.press(claim, ada, request));
  expect(reply.kind).toBe("message");
});

it("Only admins can claim requests", async () => {
  const request = await desk.store(forAdmin);
  for (const actor of [amy, bo, zed, guest]) {
    const reply = await desk.expectNoTrace(() => desk.press(claim, actor, request));
    expect(reply.kind).toBe("message");
  }
});
