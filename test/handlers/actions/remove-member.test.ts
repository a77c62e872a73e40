import { afterAll, expect, it } from "vitest";
import { removeMember } from "../../../src/handlers/actions/remove-member.ts";
import { withdraw } from "../../../src/handlers/actions/withdraw.ts";
import { aRoster, hal } from "../a-roster.ts";
import { bo, zed } from "../an-interaction.ts";

const desk = await aRoster();
afterAll(() => desk.close());

it("A PI removes a member, once, and no one else in the project or outside of it can", async () => {
  for (const actor of [hal, zed])
    await desk.expectDenied(() => desk.fill(removeMember, actor, "optics", { member: "ffox" }));
  await desk.fill(removeMember, bo, "optics ffox", { member: "ffox" });
  await desk.fill(removeMember, bo, "optics", { member: "ffox" });
  expect(await desk.requests()).toMatchObject([{ kind: "removal", username: "ffox" }]);
});

it("Someone who isn't in the project can't be removed from it", async () => {
  expect((await desk.fill(removeMember, bo, "optics", { member: "iiven" })).kind).toBe("invalid");
});

it("Undo replaces the message with the button, because there is nothing left to undo", async () => {
  const [stored] = await desk.database.query<{ id: number }>(
    "select id from requests where kind = 'removal'",
  );
  const { request } = await desk.recordOf(stored ?? { id: 0 });
  expect(await desk.press(withdraw, bo, request)).toMatchObject({ kind: "message", replaces: true });
  expect(await desk.requests()).toMatchObject([{ status: "withdrawn" }]);
});
