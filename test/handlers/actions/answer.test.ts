import { afterAll, expect, it } from "vitest";
import { answer, answerQuestion } from "../../../src/handlers/actions/answer.ts";
import { DAY, later, START } from "../../in-memory/pipeline-deps.ts";
import { forAdmin, forPi } from "../a-stored-request.ts";
import { ada, amy, bo, guest, zed } from "../an-interaction.ts";
import { fieldsOf, newDesk } from "../desk.ts";

const desk = await newDesk();
afterAll(() => desk.close());
const values = { answer: "The stars group" };
/** Asked a day ago, by Ada. */
const question = { by: ada.user, byName: ada.name, at: later(-DAY).toISOString(), text: "Which group?" };

it.each([forAdmin, forPi])(
  "The requester answers at $stage, the admin who asked is told, and the wait doesn't count",
  async (waiting) => {
    const clockSince = later(-2 * DAY);
    const request = await desk.store({ ...waiting, question, clockSince });
    expect(fieldsOf(await desk.press(answer, amy, request))).toEqual(["answer"]);
    expect((await desk.submit(answer, amy, values, request)).kind).toBe("message");
    expect(await desk.recordOf(request)).toMatchObject({
      state: ["waiting", waiting.stage, request.waitsFor],
      events: [`answered by ${amy.user}`],
      notes: [values.answer],
      notifications: [`answer to ${ada.user}`],
      request: { question: null, clockSince: new Date(START.getTime() - DAY) },
    });
  },
);

it("No one else can answer for the requester, not even an admin or the PI", async () => {
  const request = await desk.store({ ...forPi, question });
  for (const actor of [ada, bo, zed, guest]) {
    for (const act of [
      () => desk.press(answer, actor, request),
      () => desk.submit(answer, actor, values, request),
    ]) {
      expect((await desk.expectNoTrace(act)).kind).toBe("message");
    }
  }
});

it("Answering twice counts once, and then there is no form to open", async () => {
  const request = await desk.store({ ...forAdmin, question });
  await desk.submit(answer, amy, values, request);
  for (const act of [
    () => desk.submit(answer, amy, values, request),
    () => desk.press(answer, amy, request),
  ]) {
    expect((await desk.expectNoTrace(act)).kind).toBe("message");
  }
});

it("An answer that comes after the decision changes nothing", async () => {
  const request = await desk.store({ status: "refused", stage: "await-admin", question });
  const reply = await desk.expectNoTrace(() => desk.submit(answer, amy, values, request));
  expect(reply.kind).toBe("message");
});

it("An answer from any other surface is checked against the same right", async () => {
  const request = await desk.store({ ...forAdmin, question });
  for (const actor of [ada, bo, zed, guest]) {
    const why = await answerQuestion(request.id, values.answer, actor, desk.context);
    expect(why).toEqual(expect.any(String));
  }
  expect((await desk.recordOf(request)).events).toEqual([]);
});
