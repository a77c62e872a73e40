import { afterAll, describe, expect, it } from "vitest";
import { withdraw } from "../../../src/handlers/actions/withdraw.ts";
import { forAdmin, forPi } from "../a-stored-request.ts";
import { ada, amy, bo, dee, guest, zed } from "../an-interaction.ts";
import { newDesk } from "../desk.ts";

const desk = await newDesk();
afterAll(() => desk.close());

describe("until the last approval", () => {
  it.each([forAdmin, forPi, { status: "running", stage: "verify-identity" } as const])(
    "The requester withdraws at $stage",
    async (state) => {
      const request = await desk.store(state);
      expect((await desk.press(withdraw, amy, request)).kind).toBe("message");
      expect(await desk.recordOf(request)).toMatchObject({
        state: ["withdrawn", state.stage, null],
        events: [`withdrawn by ${amy.user}`],
        notifications: [`withdrawn to ${amy.user}`],
        request: { runAt: null },
      });
    },
  );

  it("An admin withdraws it for the requester, by its number", async () => {
    const request = await desk.store(forPi);
    expect((await desk.type(withdraw, ada, `#${request.id}`)).kind).toBe("message");
    expect((await desk.recordOf(request)).events).toEqual([`withdrawn by ${ada.user}`]);
  });

  it("The PI, a delegate and strangers can't withdraw it", async () => {
    const request = await desk.store({ ...forPi, delegates: [{ user: dee.user, name: dee.name }] });
    for (const actor of [bo, dee, zed, guest]) {
      const reply = await desk.expectNoTrace(() => desk.press(withdraw, actor, request));
      expect(reply.kind).toBe("message");
    }
  });

  it("Someone who now has the requester's address can't withdraw what Amy sent from the chat", async () => {
    const request = await desk.store({ ...forAdmin, email: "shared@example.org" });
    const heir = { ...zed, email: "shared@example.org" };
    const reply = await desk.expectNoTrace(() => desk.press(withdraw, heir, request));
    expect(reply.kind).toBe("message");
  });
});

describe("when it is too late", () => {
  it.each([
    { status: "running", stage: "create-accounts" },
    { status: "waiting", stage: "hand-over" },
    { status: "closed", stage: "close" },
    { status: "refused", stage: "await-admin" },
  ] as const)("A request that is $status at $stage stays as it is", async (state) => {
    const request = await desk.store(state);
    const reply = await desk.expectNoTrace(() => desk.press(withdraw, amy, request));
    // The button that was pressed is out of date.
    expect(reply).toMatchObject({ kind: "message", replaces: true });
  });

  it("Withdrawing twice counts once", async () => {
    const request = await desk.store(forAdmin);
    await desk.press(withdraw, amy, request);
    const reply = await desk.expectNoTrace(() => desk.press(withdraw, amy, request));
    expect(reply.kind).toBe("message");
  });
});

it("A request that a dry run holds up can be withdrawn after its approvals, because nothing was created", async () => {
  const request = await desk.store({ status: "waiting", stage: "confirm-plan", waitsFor: "dry-run" });
  await desk.press(withdraw, amy, request);
  expect((await desk.recordOf(request)).state).toEqual(["withdrawn", "confirm-plan", null]);
});

it("A withdrawn password request sends no email", async () => {
  const request = await desk.store({ kind: "password", status: "waiting", stage: "hand-over" });
  await desk.press(withdraw, amy, request);
  expect(await desk.recordOf(request)).toMatchObject({
    state: ["withdrawn", "hand-over", null],
    notifications: [],
  });
});
