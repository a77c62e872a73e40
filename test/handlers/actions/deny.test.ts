import { afterAll, expect, it } from "vitest";
import { deny } from "../../../src/handlers/actions/deny.ts";
import { noReply } from "../../../src/handlers/handler.ts";
import { forAdmin, forPi } from "../a-stored-request.ts";
import { ada, amy, art, bo, dee, guest, zed } from "../an-interaction.ts";
import { fieldOf, fieldsOf, newDesk } from "../desk.ts";

const desk = await newDesk();
afterAll(() => desk.close());
const values = { reason: "Please ask at your own institute" };

it("An admin denies with a reason, the request ends, and the requester reads the reason", async () => {
  const request = await desk.store(forAdmin);
  expect(fieldsOf(await desk.press(deny, ada, request))).toEqual(["reason"]);
  expect(await desk.submit(deny, ada, values, request)).toEqual(noReply);
  expect(await desk.recordOf(request)).toMatchObject({
    state: ["refused", "await-admin", null],
    events: [`denied by ${ada.user}`],
    notes: [values.reason],
    notifications: [`refused to ${amy.user}`],
    request: { problem: values.reason, runAt: null, approvals: [{ name: "admin", verdict: "denied" }] },
  });
});

it("The PI and a delegate can deny", async () => {
  for (const actor of [bo, dee]) {
    const request = await desk.store({ ...forPi, delegates: [{ user: dee.user, name: dee.name }] });
    expect(await desk.submit(deny, actor, values, request)).toEqual(noReply);
    expect(await desk.recordOf(request)).toMatchObject({
      state: ["refused", "await-pi", null],
      events: [`denied by ${actor.user}`],
      request: { approvals: [{ name: "pi", verdict: "denied", by: actor.user }] },
    });
  }
});

it("An admin can deny for a PI who can't be asked, but not for one who can still reply", async () => {
  const unreachable = await desk.store({ ...forPi, piUser: null });
  expect(await desk.submit(deny, ada, values, unreachable)).toEqual(noReply);
  expect((await desk.recordOf(unreachable)).state).toEqual(["refused", "await-pi", null]);

  const asked = await desk.store(forPi);
  const reply = await desk.expectNoTrace(() => desk.submit(deny, ada, values, asked));
  expect(reply.kind).toBe("message");
});

it("No one else can deny, and their press leaves no trace", async () => {
  const waits = { admin: await desk.store(forAdmin), pi: await desk.store(forPi) };
  const tries = [
    ...[amy, bo, zed, guest].map((actor) => [actor, waits.admin] as const),
    ...[amy, dee, zed, guest].map((actor) => [actor, waits.pi] as const),
  ];
  for (const [actor, request] of tries) {
    const reply = await desk.expectNoTrace(() => desk.submit(deny, actor, values, request));
    expect(reply.kind).toBe("message");
  }
});

it("A second denial changes nothing", async () => {
  const request = await desk.store(forAdmin);
  await desk.submit(deny, ada, values, request);
  for (const actor of [ada, art]) {
    const reply = await desk.expectNoTrace(() => desk.submit(deny, actor, values, request));
    expect(reply.kind).toBe("message");
  }
});

it("A reply template fills in the reason, which can still be edited", async () => {
  const replies = { deny: [{ label: "Not here", text: "Please ask at home" }], ask: [] };
  const site = await newDesk({ replies }, desk.database);
  const request = await desk.store(forAdmin);
  expect(fieldsOf(await site.press(deny, ada, request))).toEqual(["template", "reason"]);
  const chosen = await site.act(deny, ada, { subject: request, values: { template: "0" }, isPreview: true });
  expect(fieldOf(chosen, "template").initial).toBe("0");
  expect(fieldOf(chosen, "reason").initial).toBe("Please ask at home");
  expect((await site.recordOf(request)).events).toEqual([]);
});
