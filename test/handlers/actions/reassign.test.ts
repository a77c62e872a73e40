import { afterAll, describe, expect, it } from "vitest";
import { reassign } from "../../../src/handlers/actions/reassign.ts";
import { forAdmin, forPi } from "../a-stored-request.ts";
import { ada, amy, bo, dee, guest, zed } from "../an-interaction.ts";
import { faultsOf, fieldsOf, newDesk } from "../desk.ts";

const desk = await newDesk();
afterAll(() => desk.close());

describe("The PI says that a request isn't theirs", () => {
  it("and whose it is: that person is asked next", async () => {
    const request = await desk.store(forPi);
    expect(fieldsOf(await desk.press(reassign, bo, request))).toEqual(["person", "mail"]);
    expect((await desk.submit(reassign, bo, { person: dee.user }, request)).kind).toBe("message");
    expect(await desk.recordOf(request)).toMatchObject({
      state: ["running", "await-pi", null],
      events: [`reassigned by ${bo.user}`],
      request: { piUser: dee.user, piEmail: dee.email },
    });
  });

  it("and gives an address of someone who isn't in the chat", async () => {
    const request = await desk.store(forPi);
    await desk.submit(reassign, bo, { mail: "cy@example.net" }, request);
    expect((await desk.recordOf(request)).request).toMatchObject({ piUser: null, piEmail: "cy@example.net" });
  });

  it("without knowing whose it is: the admins get its card and are told", async () => {
    const [adminChannel] = desk.context.rules.adminChannels;
    const request = await desk.store(forPi);
    expect((await desk.submit(reassign, bo, {}, request)).kind).toBe("message");
    expect(await desk.recordOf(request)).toMatchObject({
      state: ["waiting", "await-pi", "pi"],
      events: [`reassigned by ${bo.user}`],
      notifications: [`needs-attention to ${adminChannel}`],
      views: [`admin in ${adminChannel}`],
      request: { escalatedAt: desk.context.now() },
    });
  });
});

it("A delegate can say it just like the PI", async () => {
  const request = await desk.store({ ...forPi, delegates: [{ user: dee.user, name: dee.name }] });
  expect((await desk.submit(reassign, dee, {}, request)).kind).toBe("message");
  expect((await desk.recordOf(request)).events).toEqual([`reassigned by ${dee.user}`]);
});

it("No one else can say whose request it is, not even an admin", async () => {
  const request = await desk.store(forPi);
  for (const actor of [ada, amy, dee, zed, guest]) {
    for (const filledIn of [{}, { person: zed.user }]) {
      const reply = await desk.expectNoTrace(() => desk.submit(reassign, actor, filledIn, request));
      expect(reply.kind).toBe("message");
    }
  }
});

it.each([
  ["the requester", { person: amy.user }],
  ["a guest", { person: guest.user }],
  ["something that isn't an address", { mail: "somewhere" }],
  ["a person and someone else's address", { person: dee.user, mail: "cy@example.net" }],
])("The form doesn't accept %s, and stays open", async (_, filledIn) => {
  const request = await desk.store(forPi);
  const reply = await desk.expectNoTrace(() => desk.submit(reassign, bo, filledIn, request));
  expect(faultsOf(reply)).toEqual(["mail" in filledIn ? "mail" : "person"]);
});

it("It is too late once the PI is no longer asked", async () => {
  for (const state of [forAdmin, { status: "running", stage: "register" }] as const) {
    const request = await desk.store(state);
    for (const filledIn of [{}, { person: dee.user }]) {
      const reply = await desk.expectNoTrace(() => desk.submit(reassign, bo, filledIn, request));
      expect(reply.kind).toBe("message");
    }
  }
});

it("A PI who passed a request on can't do it again", async () => {
  const request = await desk.store(forPi);
  await desk.submit(reassign, bo, { person: dee.user }, request);
  const reply = await desk.expectNoTrace(() => desk.submit(reassign, bo, { person: zed.user }, request));
  expect(reply.kind).toBe("message");
});
