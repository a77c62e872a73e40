import { afterAll, expect, it } from "vitest";
import { spam } from "../../../src/handlers/actions/spam.ts";
import { noReply } from "../../../src/handlers/handler.ts";
import { forAdmin } from "../a-stored-request.ts";
import { ada, amy, art, bo, guest, zed } from "../an-interaction.ts";
import { newDesk } from "../desk.ts";

const desk = await newDesk();
afterAll(() => desk.close());
const quarantined = () => desk.database.query<{ email: string }>("select email from quarantined_addresses");

it("An admin marks a request as spam, no one is told, and the address is quarantined", async () => {
  const request = await desk.store({ ...forAdmin, email: "Bot@Example.org" });
  expect(await desk.press(spam, ada, request)).toEqual(noReply);
  expect(await desk.recordOf(request)).toMatchObject({
    state: ["spam", "await-admin", null],
    events: [`marked-as-spam by ${ada.user}`],
    notifications: [],
  });
  expect(await quarantined()).toEqual([{ email: "bot@example.org" }]);
});

it("No one else can mark anything as spam, and their press leaves no trace", async () => {
  const request = await desk.store(forAdmin);
  for (const actor of [amy, bo, zed, guest]) {
    const reply = await desk.expectNoTrace(() => desk.press(spam, actor, request));
    expect(reply.kind).toBe("message");
  }
});

it("Pressing twice, or after another admin, changes nothing", async () => {
  const request = await desk.store(forAdmin);
  await desk.press(spam, ada, request);
  for (const actor of [ada, art]) {
    const reply = await desk.expectNoTrace(() => desk.press(spam, actor, request));
    expect(reply.kind).toBe("message");
  }
});

it("A request that is being worked on can no longer be marked as spam, and its address isn't quarantined", async () => {
  const request = await desk.store({ status: "running", stage: "create-accounts" });
  const reply = await desk.expectNoTrace(() => desk.press(spam, ada, request));
  expect(reply.kind).toBe("message");
});
