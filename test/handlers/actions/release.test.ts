import { afterAll, expect, it } from "vitest";
import { quarantineAddress } from "../../../src/db/quarantined-addresses.ts";
import { release } from "../../../src/handlers/actions/release.ts";
import { forAdmin } from "../a-stored-request.ts";
import { ada, amy, bo, guest, zed } from "../an-interaction.ts";
import { newDesk } from "../desk.ts";

const desk = await newDesk();
afterAll(() => desk.close());

/** On hold, because an earlier request from its address was spam. */
async function aQuarantinedRequest() {
  const request = await desk.store({ status: "quarantined", stage: "verify-identity" });
  const quarantinedAt = desk.context.now();
  await quarantineAddress(desk.database.db, { email: request.email, requestId: request.id, quarantinedAt });
  return request;
}

const quarantined = () => desk.database.query("select email from quarantined_addresses");

it("An admin releases a request, the requester is told, and the address is trusted again", async () => {
  const request = await aQuarantinedRequest();
  expect((await desk.press(release, ada, request)).kind).toBe("message");
  expect(await desk.recordOf(request)).toMatchObject({
    state: ["running", "verify-identity", null],
    events: [`released by ${ada.user}`],
    notifications: [`received to ${amy.user}`],
    request: { runAt: desk.context.now() },
  });
  expect(await quarantined()).toEqual([]);
});

it("A request that isn't on hold can't be released", async () => {
  const released = await aQuarantinedRequest();
  await desk.type(release, ada, String(released.id));
  for (const request of [released, await desk.store(forAdmin)]) {
    const reply = await desk.expectNoTrace(() => desk.press(release, ada, request));
    expect(reply.kind).toBe("message");
  }
});

it("Only admins can release a request", async () => {
  const request = await aQuarantinedRequest();
  for (const actor of [amy, bo, zed, guest]) {
    const reply = await desk.expectNoTrace(() => desk.press(release, actor, request));
    expect(reply.kind).toBe("message");
  }
});
