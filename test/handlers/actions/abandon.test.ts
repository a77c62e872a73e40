import { afterAll, expect, it } from "vitest";
import { abandon } from "../../../src/handlers/actions/abandon.ts";
import { noReply } from "../../../src/handlers/handler.ts";
import { forAdmin, isStuck } from "../a-stored-request.ts";
import { ada, amy, art, bo, guest, zed } from "../an-interaction.ts";
import { fieldsOf, newDesk } from "../desk.ts";

const desk = await newDesk();
afterAll(() => desk.close());
const values = { reason: "The project has ended" };

it("An admin gives up a stuck request, and the requester reads why", async () => {
  const request = await desk.store(isStuck);
  expect(fieldsOf(await desk.press(abandon, ada, request))).toEqual(["reason"]);
  expect(await desk.submit(abandon, ada, values, request)).toEqual(noReply);
  expect(await desk.recordOf(request)).toMatchObject({
    state: ["refused", isStuck.stage, null],
    events: [`abandoned by ${ada.user}`],
    notes: [values.reason],
    notifications: [`abandoned to ${amy.user}`],
    request: { problem: values.reason, runAt: null },
  });
});

it("The form shows what the request is stuck on", async () => {
  const reply = await desk.press(abandon, ada, await desk.store(isStuck));
  expect(JSON.stringify(reply)).toContain(isStuck.problem);
});

it("A request that isn't stuck can't be given up", async () => {
  for (const state of [forAdmin, { status: "running" }, { status: "closed" }] as const) {
    const request = await desk.store(state);
    for (const act of [
      () => desk.press(abandon, ada, request),
      () => desk.submit(abandon, ada, values, request),
    ]) {
      expect((await desk.expectNoTrace(act)).kind).toBe("message");
    }
  }
});

it("A request is given up only once", async () => {
  const request = await desk.store(isStuck);
  await desk.submit(abandon, ada, values, request);
  for (const actor of [ada, art]) {
    const reply = await desk.expectNoTrace(() => desk.submit(abandon, actor, values, request));
    expect(reply.kind).toBe("message");
  }
});

it("Only admins can give up a request", async () => {
  const request = await desk.store(isStuck);
  for (const actor of [amy, bo, zed, guest]) {
    const reply = await desk.expectNoTrace(() => desk.submit(abandon, actor, values, request));
    expect(reply.kind).toBe("message");
  }
});
