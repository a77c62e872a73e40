import { afterAll, expect, it } from "vitest";
import { leaveProject } from "../../../src/handlers/actions/leave-project.ts";
import { aRoster, fay } from "../a-roster.ts";
import { bo, zed } from "../an-interaction.ts";

const desk = await aRoster();
afterAll(() => desk.close());

it("A member leaves the project; its PI and others can't", async () => {
  for (const actor of [bo, zed]) await desk.expectDenied(() => desk.fill(leaveProject, actor, "optics", {}));
  await desk.fill(leaveProject, fay, "optics", {});
  expect(await desk.requests()).toMatchObject([{ kind: "removal", username: "ffox" }]);
});
