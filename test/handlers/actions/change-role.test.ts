import { afterAll, expect, it } from "vitest";
import { changeRole } from "../../../src/handlers/actions/change-role.ts";
import { aRoster, hal } from "../a-roster.ts";
import { bo } from "../an-interaction.ts";

const desk = await aRoster();
afterAll(() => desk.close());

it("A PI makes a member a manager; the member can't do it, and a role must change", async () => {
  await desk.expectDenied(() => desk.fill(changeRole, hal, "optics", { member: "hhart", role: "manager" }));
  expect((await desk.fill(changeRole, bo, "optics", { member: "ffox", role: "member" })).kind).toBe(
    "invalid",
  );
  expect((await desk.fill(changeRole, bo, "optics", { member: "ffox" })).kind).toBe("invalid");
  await desk.fill(changeRole, bo, "optics", { member: "ffox", role: "manager" });
  expect(await desk.requests()).toMatchObject([{ kind: "membership-change", username: "ffox" }]);
});
