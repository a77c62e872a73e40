import { afterAll, expect, it } from "vitest";
import { approveForPi } from "../../../src/handlers/actions/approve-for-pi.ts";
import { noReply } from "../../../src/handlers/handler.ts";
import { anApproval } from "../../a-request.ts";
import { forPi } from "../a-stored-request.ts";
import { ada, amy, bo, guest, zed } from "../an-interaction.ts";
import { fieldsOf, newDesk } from "../desk.ts";

const desk = await newDesk();
afterAll(() => desk.close());

/** Its PI isn't in the chat. */
const aRequest = (but = {}) => desk.store({ ...forPi, piUser: null, ...but });
const values = { reason: "He said so on the phone" };

it("An admin approves for a PI who isn't in the chat, and the reason and the admin are recorded", async () => {
  const request = await aRequest();
  expect(fieldsOf(await desk.press(approveForPi, ada, request))).toEqual(["reason"]);
  expect(await desk.submit(approveForPi, ada, values, request)).toEqual(noReply);
  expect(await desk.recordOf(request)).toMatchObject({
    state: ["running", "sign-agreements", null],
    events: [`approved by ${ada.user}`],
    notes: [values.reason],
    notifications: [`approved to ${amy.user}`],
    request: { approvals: [{ name: "pi", verdict: "approved", by: ada.user, reason: values.reason }] },
  });
});

it("An admin approves for a PI who hasn't answered any reminder", async () => {
  const request = await desk.store({ ...forPi, escalatedAt: desk.context.now() });
  expect(await desk.submit(approveForPi, ada, values, request)).toEqual(noReply);
  expect((await desk.recordOf(request)).state).toEqual(["running", "sign-agreements", null]);
});

it("A PI who was asked in the chat and can still reply isn't passed over", async () => {
  const request = await desk.store(forPi);
  for (const act of [
    () => desk.press(approveForPi, ada, request),
    () => desk.submit(approveForPi, ada, values, request),
  ]) {
    expect((await desk.expectNoTrace(act)).kind).toBe("message");
  }
});

it("Only admins can approve for the PI, and never their own request", async () => {
  const request = await aRequest();
  const own = await aRequest({ requesterUser: ada.user });
  const tries = [amy, bo, zed, guest].map((actor) => [actor, request] as const);
  for (const [actor, about] of [...tries, [ada, own] as const]) {
    const reply = await desk.expectNoTrace(() => desk.submit(approveForPi, actor, values, about));
    expect(reply.kind).toBe("message");
  }
});

it("Submitting the form twice decides once", async () => {
  const request = await aRequest();
  await desk.submit(approveForPi, ada, values, request);
  const reply = await desk.expectNoTrace(() => desk.submit(approveForPi, ada, values, request));
  expect(reply.kind).toBe("message");
});

it("Where each approval needs a different person, the admin who approved before isn't even shown the form", async () => {
  const { approvals } = desk.context.rules;
  const strict = await newDesk({ approvals: { ...approvals, distinctPeople: true } }, desk.database);
  const request = await aRequest({ approvals: [anApproval({ by: ada.user, byName: ada.name })] });
  expect((await strict.press(approveForPi, ada, request)).kind).toBe("message");
  const reply = await strict.expectNoTrace(() => strict.submit(approveForPi, ada, values, request));
  expect(reply.kind).toBe("message");
});
