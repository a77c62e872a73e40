import { afterAll, expect, it } from "vitest";
import { declineRequest } from "../../../src/handlers/actions/decline-request.ts";
import { ada, amy, bo } from "../an-interaction.ts";
import { newDesk } from "../desk.ts";

const desk = await newDesk();
afterAll(() => desk.close());

const asked = {
  status: "waiting",
  stage: "verify-identity",
  waitsFor: "confirmation",
  details: { onBehalf: { by: ada.user, byName: ada.name } },
} as const;

it("The person declines it, which ends it, and whoever asked is told", async () => {
  const request = await desk.store(asked);
  expect((await desk.press(declineRequest, amy, request)).kind).toBe("message");
  expect(await desk.recordOf(request)).toMatchObject({
    state: ["withdrawn", "verify-identity", null],
    events: [`declined by ${amy.user}`],
    notifications: [`opener-told to ${ada.user}`],
  });
});

it("No one else can decline it, and nothing can be declined that no one asked about", async () => {
  const request = await desk.store(asked);
  const own = await desk.store({ status: "waiting", stage: "await-admin" });
  for (const [actor, about] of [
    [ada, request],
    [bo, request],
    [amy, own],
  ] as const) {
    const reply = await desk.expectNoTrace(() => desk.press(declineRequest, actor, about));
    expect(reply.kind).toBe("message");
  }
});
