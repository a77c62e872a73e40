import { afterAll, expect, it } from "vitest";
import type { Request } from "../../../src/db/tables/requests.ts";
import { confirmRequest } from "../../../src/handlers/actions/confirm-request.ts";
import { waitForConfirmation } from "../../../src/pipeline/checks/confirmation.ts";
import { notificationTemplates } from "../../../src/view/notification-templates.ts";
import { someContext } from "../../golden/message-examples.ts";
import { ada, amy, zed } from "../an-interaction.ts";
import { faultsOf, fieldsOf, newDesk } from "../desk.ts";

const desk = await newDesk();
afterAll(() => desk.close());

const onBehalf = { by: ada.user, byName: ada.name, byEmail: ada.email };
const asked = {
  status: "waiting",
  stage: "verify-identity",
  waitsFor: "confirmation",
  details: { onBehalf },
} as const satisfies Partial<Request>;
const values = { givenName: "Amy", familyName: "Ash", username: "", pin: "2718" };

it("The person confirms it with a PIN and a username, and the request begins", async () => {
  const request = await desk.store(asked);
  expect(fieldsOf(await desk.press(confirmRequest, amy, request))).toEqual([
    "givenName",
    "familyName",
    "username",
    "pin",
  ]);
  await desk.submit(confirmRequest, amy, { ...values, familyName: "Oak", username: "amyoak" }, request);
  expect(await desk.recordOf(request)).toMatchObject({
    state: ["running", "verify-identity", null],
    events: [`confirmed by ${amy.user}`],
    notifications: [`received to ${amy.user}`, `opener-told to ${ada.user}`],
    request: {
      familyName: "Oak",
      pinHash: expect.any(String),
      details: { wantedUsername: "amyoak", onBehalf: { ...onBehalf, confirmedAt: expect.any(String) } },
    },
  });
});

it.each([
  ["no PIN", { pin: "" }, ["pin"]],
  ["a short PIN", { pin: "12" }, ["pin"]],
  ["a reserved username", { username: "root" }, ["username"]],
])("The form stays open for %s", async (_, wrong, faults) => {
  const request = await desk.store(asked);
  const reply = await desk.expectNoTrace(() =>
    desk.submit(confirmRequest, amy, { ...values, ...wrong }, request),
  );
  expect(faultsOf(reply)).toEqual(faults);
});

it("No one else can confirm it, not even the admin who asked for it", async () => {
  const request = await desk.store(asked);
  for (const actor of [ada, zed]) {
    const reply = await desk.expectNoTrace(() => desk.submit(confirmRequest, actor, values, request));
    expect(reply.kind).toBe("message");
  }
});

it("It is confirmed once", async () => {
  const request = await desk.store(asked);
  await desk.submit(confirmRequest, amy, values, request);
  const reply = await desk.expectNoTrace(() => desk.submit(confirmRequest, amy, values, request));
  expect(reply.kind).toBe("message");
});

it("The person is asked in the chat or, if they can't be reached there, by email with a link", async () => {
  const request = await desk.store({ ...asked, status: "running", waitsFor: null });
  expect(waitForConfirmation(request, desk.context).notifications).toMatchObject([
    { template: "confirm-request", via: "either", toUser: amy.user, toEmail: request.email },
  ]);
  const [message] = [notificationTemplates["confirm-request"]({ ...someContext, request })];
  expect(message).toMatchObject({ links: [{ url: someContext.requestUrl() }] });
});
