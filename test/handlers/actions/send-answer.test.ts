import { afterAll, expect, it } from "vitest";
import type { Request } from "../../../src/db/tables/requests.ts";
import { readMessage } from "../../../src/handlers/actions/read-message.ts";
import { sendAnswer } from "../../../src/handlers/actions/send-answer.ts";
import { forAdmin } from "../a-stored-request.ts";
import { ada, amy, bo, zed } from "../an-interaction.ts";
import { newDesk } from "../desk.ts";

const desk = await newDesk();
afterAll(() => desk.close());
const question = { by: ada.user, byName: ada.name, at: "2026-03-02T08:00:00Z", text: "Which group?" };

/** Types this, and returns the mark of the button that offers to send it as the answer. */
async function typed(text: string, { id }: Pick<Request, "id">): Promise<string> {
  await desk.type(readMessage, amy, text);
  const [offer] = await desk.database.query<{ mark: string }>(
    "select data ->> 'typed' as mark from notifications where template = 'typed-answer' and request_id = $1 order by id desc",
    [id],
  );
  return offer?.mark ?? "";
}

it("What the person typed is the answer, and only once", async () => {
  const request = await desk.store({ ...forAdmin, question });
  const mark = await typed("The group of Bo", request);
  expect((await desk.type(sendAnswer, amy, mark)).kind).toBe("message");
  expect(await desk.recordOf(request)).toMatchObject({
    events: [`answered by ${amy.user}`],
    request: { question: null },
  });
  await desk.expectNoTrace(() => desk.type(sendAnswer, amy, mark));
});

it("No one else can send it, and a button of no message sends nothing", async () => {
  const request = await desk.store({ ...forAdmin, question });
  const mark = await typed("The group of Bo", request);
  for (const actor of [ada, bo, zed]) await desk.expectNoTrace(() => desk.type(sendAnswer, actor, mark));
  await desk.expectNoTrace(() => desk.type(sendAnswer, amy, "0".repeat(32)));
});
