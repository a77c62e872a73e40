import { afterAll, expect, it } from "vitest";
import { giveReason } from "../../../src/handlers/actions/give-reason.ts";
import { forAdmin } from "../a-stored-request.ts";
import { ada, amy, art, bo } from "../an-interaction.ts";
import { faultsOf, fieldsOf, newDesk } from "../desk.ts";

const desk = await newDesk();
afterAll(() => desk.close());

const aSuspension = (status: "running" | "closed" = "running") =>
  desk.store({ kind: "suspension", stage: "suspend-access", status, username: `amy${status}` });

it("An admin adds the reason after the suspension, also when it is done, and it stays in the history", async () => {
  for (const status of ["running", "closed"] as const) {
    const request = await aSuspension(status);
    expect(fieldsOf(await desk.press(giveReason, ada, request))).toEqual(["reason"]);
    await desk.submit(giveReason, ada, { reason: " Key was stolen. " }, request);
    await desk.submit(giveReason, art, { reason: "She has a new one." }, request);
    expect(await desk.recordOf(request)).toMatchObject({
      state: [status, "suspend-access", null],
      events: [`reason-given by ${ada.user}`, `reason-given by ${art.user}`],
      notes: ["Key was stolen.", "She has a new one."],
    });
  }
});

it("A reason without words isn't recorded", async () => {
  const request = await desk.store({ kind: "suspension", stage: "suspend-access", username: "empty" });
  const reply = await desk.expectNoTrace(() => desk.submit(giveReason, ada, { reason: "  " }, request));
  expect(faultsOf(reply)).toEqual(["reason"]);
});

it("Only admins add reasons, and only to suspensions", async () => {
  const [request, other] = [
    await desk.store({ kind: "suspension", stage: "suspend-access", username: "other" }),
    await desk.store(forAdmin),
  ];
  for (const actor of [amy, bo])
    await desk.expectNoTrace(() => desk.submit(giveReason, actor, { reason: "no" }, request));
  await desk.expectNoTrace(() => desk.submit(giveReason, ada, { reason: "no" }, other));
});
