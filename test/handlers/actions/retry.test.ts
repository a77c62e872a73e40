import { afterAll, expect, it } from "vitest";
import { retry } from "../../../src/handlers/actions/retry.ts";
import { forAdmin, isStuck } from "../a-stored-request.ts";
import { ada, amy, bo, guest, zed } from "../an-interaction.ts";
import { newDesk } from "../desk.ts";

const desk = await newDesk();
afterAll(() => desk.close());

it("An admin retries a stuck request from the stage that failed, with all its attempts", async () => {
  const request = await desk.store({ ...isStuck, attempt: 4 });
  expect((await desk.press(retry, ada, request)).kind).toBe("message");
  expect(await desk.recordOf(request)).toMatchObject({
    state: ["running", isStuck.stage, null],
    events: [`retried by ${ada.user}`],
    notifications: [],
    request: { attempt: 0, problem: null, runAt: desk.context.now() },
  });
});

it("A request that would be retried later is retried now", async () => {
  const runAt = new Date(desk.context.now().getTime() + 3_600_000);
  const request = await desk.store({ status: "running", stage: "create-accounts", attempt: 2, runAt });
  expect((await desk.type(retry, ada, String(request.id))).kind).toBe("message");
  expect((await desk.recordOf(request)).request).toMatchObject({ attempt: 0, runAt: desk.context.now() });
});

it("A request that a dry run held up continues after the dry run, and not before", async () => {
  const request = await desk.store({ status: "waiting", stage: "confirm-plan" });
  const dryRun = await newDesk({ dryRun: true }, desk.database);
  const reply = await dryRun.expectNoTrace(() => dryRun.press(retry, ada, request));
  expect(reply.kind).toBe("message");

  await desk.press(retry, ada, request);
  expect((await desk.recordOf(request)).state).toEqual(["running", "confirm-plan", null]);
});

it("There is nothing to retry unless something failed", async () => {
  for (const state of [forAdmin, { status: "running" }, { status: "closed" }] as const) {
    const request = await desk.store(state);
    const reply = await desk.expectNoTrace(() => desk.press(retry, ada, request));
    expect(reply.kind).toBe("message");
  }
});

it("Pressing twice retries once", async () => {
  const request = await desk.store(isStuck);
  await desk.press(retry, ada, request);
  const reply = await desk.expectNoTrace(() => desk.press(retry, ada, request));
  expect(reply.kind).toBe("message");
});

it("Only admins can retry a request", async () => {
  const request = await desk.store(isStuck);
  for (const actor of [amy, bo, zed, guest]) {
    const reply = await desk.expectNoTrace(() => desk.press(retry, actor, request));
    expect(reply.kind).toBe("message");
  }
});
