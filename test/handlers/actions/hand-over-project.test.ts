import { afterAll, expect, it } from "vitest";
import { handOverProject } from "../../../src/handlers/actions/hand-over-project.ts";
import { aRoster, hal } from "../a-roster.ts";
import { bo, zed } from "../an-interaction.ts";
import { faultsOf } from "../desk.ts";

const desk = await aRoster();
afterAll(() => desk.close());

it("A PI asks someone else to lead the project, one person at a time", async () => {
  await desk.expectDenied(() => desk.fill(handOverProject, hal, "optics", { person: zed.user }));
  expect((await desk.fill(handOverProject, bo, "optics", { person: bo.user })).kind).toBe("invalid");
  expect((await desk.fill(handOverProject, bo, "optics", {})).kind).toBe("invalid");
  const two = { person: zed.user, mail: "other@example.org" };
  expect(faultsOf(await desk.fill(handOverProject, bo, "optics", two))).toEqual(["mail"]);
  await desk.fill(handOverProject, bo, "optics", { person: zed.user, mail: zed.email ?? "" });
  const again = await desk.fill(handOverProject, bo, "optics", { person: hal.user });
  expect(again).toMatchObject({ kind: "invalid", whole: expect.any(String) });
  expect(await desk.requests()).toMatchObject([{ kind: "new-pi" }]);
  const told = "select template from notifications where template = 'received'";
  expect(await desk.database.query(told)).toEqual([]);
});

it("An admin approves a new PI first whom acct doesn't know", async () => {
  const other = await aRoster();
  await other.fill(handOverProject, bo, "optics", { mail: "stranger@elsewhere.example" });
  expect(await other.database.query("select needs_admin from requests where kind = 'new-pi'")).toEqual([
    { needs_admin: true },
  ]);
  await other.close();
});
