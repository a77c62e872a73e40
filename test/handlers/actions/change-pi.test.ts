import { afterAll, describe, expect, it } from "vitest";
import { changePi } from "../../../src/handlers/actions/change-pi.ts";
import { UserError } from "../../../src/handlers/handler.ts";
import { anApproval, fromBo } from "../../a-request.ts";
import { forAdmin, forPi } from "../a-stored-request.ts";
import { ada, amy, bo, dee, guest, zed } from "../an-interaction.ts";
import { faultsOf, fieldsOf, newDesk } from "../desk.ts";

const desk = await newDesk();
afterAll(() => desk.close());
const values = { person: dee.user };

describe("an admin", () => {
  it.each([forAdmin, forPi])("moves a request at $stage to another PI, who is asked next", async (state) => {
    const request = await desk.store({ ...state, escalatedAt: desk.context.now() });
    expect(fieldsOf(await desk.press(changePi, ada, request))).toEqual(["person", "mail"]);
    expect((await desk.submit(changePi, ada, values, request)).kind).toBe("message");
    expect(await desk.recordOf(request)).toMatchObject({
      state: ["running", state.stage, null],
      events: [`pi-changed by ${ada.user}`],
      request: {
        piName: dee.name,
        piEmail: dee.email,
        piUser: dee.user,
        delegates: [],
        escalatedAt: null,
        runAt: desk.context.now(),
      },
    });
  });

  it("names someone who isn't in the chat by their email address", async () => {
    const request = await desk.store(forPi);
    await desk.submit(changePi, ada, { mail: " Cy@Example.net " }, request);
    expect((await desk.recordOf(request)).request).toMatchObject({ piEmail: "cy@example.net", piUser: null });
  });

  it("names the new PI in the command and sees no form", async () => {
    const request = await desk.store(forPi);
    const reply = await desk.type(changePi, ada, `${request.id} @${dee.user}`);
    expect(reply.kind).toBe("message");
    expect((await desk.recordOf(request)).request).toMatchObject({ piUser: dee.user });
  });
});

it("Approvals for another PI no longer count, and the admin who chooses the PI has approved with them", async () => {
  const approvals = [anApproval({ by: "slack:UOTHER" }), fromBo()];
  const request = await desk.store({ ...forPi, approvals });
  await desk.submit(changePi, ada, values, request);
  expect((await desk.recordOf(request)).request.approvals).toMatchObject([
    { name: "admin", by: ada.user, pi: dee.email },
  ]);
  const rows = await desk.database.query("select actor, pi, seq from approvals where request_id = $1", [
    request.id,
  ]);
  expect(rows).toEqual([{ actor: ada.user, pi: dee.email, seq: request.version + 1 }]);

  const early = await desk.store(forAdmin);
  await desk.submit(changePi, ada, values, early);
  expect((await desk.recordOf(early)).request.approvals).toEqual([]);
});

it("The PI and a delegate can pass the request on, which the history calls a reassignment", async () => {
  for (const actor of [bo, dee]) {
    const request = await desk.store({ ...forPi, delegates: [{ user: dee.user, name: dee.name }] });
    await desk.submit(changePi, actor, { person: zed.user }, request);
    expect(await desk.recordOf(request)).toMatchObject({
      state: ["running", "await-pi", null],
      events: [`reassigned by ${actor.user}`],
      request: { piUser: zed.user },
    });
  }
});

it("While an admin has to decide first, the PI can't pass it on", async () => {
  const request = await desk.store(forAdmin);
  const reply = await desk.expectNoTrace(() => desk.submit(changePi, bo, values, request));
  expect(reply.kind).toBe("message");
});

it("No one else can choose the PI, and admins can't choose who decides on their own request", async () => {
  const request = await desk.store(forPi);
  const own = await desk.store({ ...forPi, requesterUser: ada.user });
  const tries = [amy, dee, zed, guest].map((actor) => [actor, request] as const);
  for (const [actor, about] of [...tries, [ada, own] as const]) {
    const reply = await desk.expectNoTrace(() => desk.submit(changePi, actor, values, about));
    expect(reply.kind).toBe("message");
  }
});

it.each([
  ["nobody", {}],
  ["the requester", { person: amy.user }],
  ["a guest", { person: guest.user }],
  ["someone the chat doesn't know", { person: "slack:UNOBODY" }],
  ["something that isn't an address", { mail: "the director" }],
  ["a person and someone else's address", { person: dee.user, mail: "cy@example.net" }],
])("The form doesn't accept %s, and stays open", async (_, filledIn) => {
  const request = await desk.store(forPi);
  const reply = await desk.expectNoTrace(() => desk.submit(changePi, ada, filledIn, request));
  expect(faultsOf(reply)).toEqual(["mail" in filledIn ? "mail" : "person"]);
});

it("The command says why it doesn't accept a person", async () => {
  const request = await desk.store(forPi);
  const typed = desk.type(changePi, ada, `${request.id} @${guest.user}`);
  await expect(typed).rejects.toThrow(UserError);
  expect((await desk.recordOf(request)).events).toEqual([]);
});

it("Choosing the same PI again changes nothing", async () => {
  const request = await desk.store(forPi);
  await desk.submit(changePi, ada, values, request);
  for (const again of [values, { mail: "DEE@example.org" }]) {
    const reply = await desk.expectNoTrace(() => desk.submit(changePi, ada, again, request));
    expect(reply.kind).toBe("message");
  }
});

it("It is too late once the request has been decided", async () => {
  const request = await desk.store({ status: "running", stage: "create-accounts" });
  const reply = await desk.expectNoTrace(() => desk.submit(changePi, ada, values, request));
  expect(reply.kind).toBe("message");
});
