import { afterAll, expect, it } from "vitest";
import { removeMember } from "../../../src/handlers/actions/remove-member.ts";
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
