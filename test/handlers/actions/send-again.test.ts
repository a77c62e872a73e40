import { afterAll, expect, it } from "vitest";
import { insertNotification } from "../../../src/db/notifications.ts";
import type { Request } from "../../../src/db/tables/requests.ts";
import { sendAgain } from "../../../src/handlers/actions/send-again.ts";
import { forAdmin } from "../a-stored-request.ts";
import { ada, amy, bo, guest, zed } from "../an-interaction.ts";
import { newDesk } from "../desk.ts";

const desk = await newDesk();
const { database, context } = desk;
afterAll(() => desk.close());

/** Stores a message about the request in this state. */
async function aMessage({ id }: Pick<Request, "id">, key: string, state: string) {
  const to = { via: "email", toName: "Amy", toEmail: "amy@example.org", toUser: null } as const;
  await insertNotification(
    database.db,
    { key: `${key}:${id}`, template: "received", ...to, data: {}, requestId: id },
    context.now(),
  );
  await database.query(`update notifications set ${state} where key = $1`, [`${key}:${id}`]);
}
const due = async ({ id }: Pick<Request, "id">) =>
  (
    await database.query<{ key: string }>(
      "select key from notifications where request_id = $1 and run_at is not null order by key",
      [id],
    )
  ).map(({ key }) => key.split(":")[0]);

it("An admin sends what was given up, and nothing that was sent", async () => {
  const request = await desk.store(forAdmin);
  await aMessage(request, "sent", "sent_at = now(), run_at = null");
  await aMessage(request, "lost", "run_at = null, attempt = 9, problem = 'refused'");
  expect((await desk.press(sendAgain, ada, request)).kind).toBe("message");
  expect(await due(request)).toEqual(["lost"]);
  expect((await desk.recordOf(request)).events).toEqual([`sent-again by ${ada.user}`]);
});

it("Nothing happens if nothing was lost", async () => {
  const request = await desk.store(forAdmin);
  await aMessage(request, "sent", "sent_at = now(), run_at = null");
  const reply = await desk.expectNoTrace(() => desk.press(sendAgain, ada, request));
  expect(reply.kind).toBe("message");
});

it("Only admins can do it", async () => {
  const request = await desk.store(forAdmin);
  await aMessage(request, "lost", "run_at = null");
  for (const actor of [amy, bo, zed, guest]) {
    const reply = await desk.expectNoTrace(() => desk.press(sendAgain, actor, request));
    expect(reply.kind).toBe("message");
  }
});
