import { afterAll, expect, it } from "vitest";
import { claim } from "../../../src/handlers/actions/claim.ts";
import { unclaim } from "../../../src/handlers/actions/unclaim.ts";
import { noReply } from "../../../src/handlers/handler.ts";
import { buttonsFor } from "../../../src/view/buttons-for.ts";
import { forAdmin, isStuck } from "../a-stored-request.ts";
import { ada, amy, art, bo, guest, zed } from "../an-interaction.ts";
import { newDesk } from "../desk.ts";

const desk = await newDesk();
afterAll(() => desk.close());

it.each([forAdmin, isStuck])(
  "Any admin unassigns a request at $stage, which otherwise stays as it is",
  async (state) => {
    for (const admin of [ada, art]) {
      const request = await desk.store(state);
      await desk.press(claim, ada, request);
      expect(await desk.press(unclaim, admin, request)).toEqual(noReply);
      expect(await desk.recordOf(request)).toMatchObject({
        state: [request.status, request.stage, request.waitsFor],
        events: [`claimed by ${ada.user}`, `unclaimed by ${admin.user}`],
        notifications: [],
        request: { assignee: null, problem: request.problem },
      });
    }
  },
);

it("The button is shown only if the request is assigned", async () => {
  const stored = await desk.store(forAdmin);
  const shown = async () => {
    const { request } = await desk.recordOf(stored);
    return buttonsFor(request, { audience: "admin" }).some(({ action }) => action === "unclaim");
  };
  expect(await shown()).toBe(false);
  await desk.press(claim, ada, stored);
  expect(await shown()).toBe(true);
  await desk.press(unclaim, art, stored);
  expect(await shown()).toBe(false);
});

it("A request that isn't assigned can't be unassigned", async () => {
  const request = await desk.store(forAdmin);
  const reply = await desk.expectNoTrace(() => desk.press(unclaim, ada, request));
  expect(reply.kind).toBe("message");
});

it("No one can unassign a request that has ended", async () => {
  const by = { by: ada.user, byName: ada.name, at: "2026-03-01T12:00:00Z" };
  const request = await desk.store({ status: "closed", stage: "close", assignee: by });
  const reply = await desk.expectNoTrace(() => desk.press(unclaim, ada, request));
  expect(reply.kind).toBe("message");
});

it("Only admins can unassign requests", async () => {
  const request = await desk.store(forAdmin);
  await desk.press(claim, ada, request);
  for (const actor of [amy, bo, zed, guest]) {
    const reply = await desk.expectNoTrace(() => desk.press(unclaim, actor, request));
    expect(reply.kind).toBe("message");
  }
});
