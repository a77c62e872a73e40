import { afterAll, expect, it } from "vitest";
import { ask } from "../../../src/handlers/actions/ask.ts";
import { noReply } from "../../../src/handlers/handler.ts";
import { forAdmin, forPi } from "../a-stored-request.ts";
import { ada, amy, art, bo, guest, zed } from "../an-interaction.ts";
import { fieldsOf, newDesk } from "../desk.ts";

const desk = await newDesk();
afterAll(() => desk.close());
const values = { question: "Which group are you in?" };

it.each([forAdmin, forPi])(
  "An admin asks the requester, and the request stays at $stage",
  async (waiting) => {
    const request = await desk.store(waiting);
    expect(fieldsOf(await desk.press(ask, ada, request))).toEqual(["question"]);
    expect(await desk.submit(ask, ada, values, request)).toEqual(noReply);
    const { stage } = waiting;
    expect(await desk.recordOf(request)).toMatchObject({
      state: ["waiting", stage, stage === "await-admin" ? "admin" : "pi"],
      events: [`asked by ${ada.user}`],
      notes: [values.question],
      notifications: [`question to ${amy.user}`],
      request: { question: { by: ada.user, byName: ada.name, text: values.question } },
    });
  },
);

it("Another question replaces the open one, and the clock has been stopped since the first", async () => {
  const first = { by: art.user, byName: art.name, at: "2028-03-05T12:00:00.000Z", text: "Who are you?" };
  const request = await desk.store({ ...forAdmin, question: first });
  expect(await desk.submit(ask, ada, values, request)).toEqual(noReply);
  expect(await desk.recordOf(request)).toMatchObject({
    notifications: [`question to ${amy.user}`],
    request: { question: { by: ada.user, at: first.at, text: values.question } },
  });
});

it("The same question is asked once, no matter how often the form is submitted", async () => {
  const request = await desk.store(forAdmin);
  await desk.submit(ask, ada, values, request);
  for (const actor of [ada, art]) {
    const reply = await desk.expectNoTrace(() => desk.submit(ask, actor, values, request));
    expect(reply.kind).toBe("message");
  }
});

it("Only admins can ask the requester", async () => {
  const request = await desk.store(forPi);
  for (const actor of [amy, bo, zed, guest]) {
    for (const act of [
      () => desk.press(ask, actor, request),
      () => desk.submit(ask, actor, values, request),
    ]) {
      expect((await desk.expectNoTrace(act)).kind).toBe("message");
    }
  }
});

it.each(["running", "stuck", "withdrawn"] as const)(
  "No question can be asked about a request that is %s",
  async (status) => {
    const request = await desk.store({ status, stage: "await-admin" });
    const reply = await desk.expectNoTrace(() => desk.submit(ask, ada, values, request));
    expect(reply.kind).toBe("message");
  },
);

it("No question can be asked about a request that is waiting for something other than a decision", async () => {
  const request = await desk.store({ status: "waiting", stage: "hand-over" });
  const reply = await desk.expectNoTrace(() => desk.submit(ask, ada, values, request));
  expect(reply.kind).toBe("message");
});
