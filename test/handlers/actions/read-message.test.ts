import { afterAll, expect, it } from "vitest";
import { activateChatLink } from "../../../src/db/chat-links.ts";
import { emailIdentity, findPersonBy } from "../../../src/db/people.ts";
import { readMessage } from "../../../src/handlers/actions/read-message.ts";
import { noReply } from "../../../src/handlers/handler.ts";
import { runHandler } from "../../../src/handlers/run-handler.ts";
import { START } from "../../in-memory/pipeline-deps.ts";
import { anAccount } from "../../in-registry.ts";
import { forAdmin, forPi } from "../a-stored-request.ts";
import { ada, amy, anInteraction, bo, guest, zed } from "../an-interaction.ts";
import { newDesk } from "../desk.ts";

const desk = await newDesk();
afterAll(() => desk.close());
const question = { by: ada.user, byName: ada.name, at: "2026-03-02T08:00:00Z", text: "Which group?" };
const offers = () =>
  desk.database.query<{ to_user: string; text: string }>(
    "select to_user, data ->> 'text' as text from notifications where template = 'typed-answer' order by id",
  );

it("Someone without a question is told where to act, and nothing changes", async () => {
  await desk.store(forPi);
  for (const actor of [bo, zed, guest]) {
    const reply = await desk.expectNoTrace(() => desk.type(readMessage, actor, "approved"));
    expect(reply.kind).toBe("message");
  }
});

it("Someone who isn't confirmed as the person reads nothing of what waits for that person", async () => {
  const { email = "" } = zed;
  await anAccount(desk.database.db, "zedowner", { email });
  const person = await findPersonBy(desk.database.db, emailIdentity(email));
  await activateChatLink(desk.database.db, person?.id ?? 0, zed.user, { verifiedBy: "chat", now: START });
  await desk.store({ ...forPi, piUser: zed.user, piEmail: email });
  const { id } = await desk.store({ ...forAdmin, requesterUser: zed.user, email });
  const read = async () =>
    JSON.stringify(await runHandler(readMessage, anInteraction(zed, { text: "hi" }), desk.context));
  expect(await read()).toMatch(new RegExp(`waits for your decision.*request ${id}`));
  await desk.database.query("update identities set state = 'frozen' where kind = 'chat' and value = $1", [
    zed.user,
  ]);
  const shown = await read();
  expect(shown).not.toMatch(/waits for your decision/);
  expect(shown).not.toContain(`request ${id}`);
});

it("A requester with a question is offered to send what they typed, once for each delivery", async () => {
  await desk.store({ ...forAdmin, question });
  const interaction = anInteraction(amy, { text: "The group of Bo" });
  for (let n = 0; n < 2; n++)
    expect(await runHandler(readMessage, interaction, desk.context)).toEqual(noReply);
  expect(await offers()).toEqual([{ to_user: amy.user, text: "The group of Bo" }]);
});

it("A message without text, such as a file, is no answer", async () => {
  const before = await offers();
  expect((await desk.type(readMessage, amy, "")).kind).toBe("message");
  expect(await offers()).toEqual(before);
});
