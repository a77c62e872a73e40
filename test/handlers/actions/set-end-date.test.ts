import { afterAll, expect, it } from "vitest";
import { setEndDate } from "../../../src/handlers/actions/set-end-date.ts";
import { endOfDay } from "../../../src/pipeline/end-of-day.ts";
import { aRoster, hal } from "../a-roster.ts";
import { bo } from "../an-interaction.ts";

const desk = await aRoster();
afterAll(() => desk.close());

it("A PI says until when a member is in the project, but not with a date that is over", async () => {
  await desk.expectDenied(() => desk.fill(setEndDate, hal, "optics", { member: "ffox", ends: "2099-12-31" }));
  for (const ends of ["2020-01-01", "2099-02-30", "soon"])
    expect((await desk.fill(setEndDate, bo, "optics", { member: "ffox", ends })).kind).toBe("invalid");
  await desk.fill(setEndDate, bo, "optics", { member: "ffox", ends: "2099-12-31" });
  expect(await desk.requests()).toMatchObject([{ kind: "membership-change", username: "ffox" }]);
});

it("A second change of the same person doesn't get lost while the first isn't done", async () => {
  const again = await desk.fill(setEndDate, bo, "optics", { member: "ffox", ends: "2098-12-31" });
  expect(again.kind).toBe("invalid");
  expect(await desk.requests()).toHaveLength(1);
});

it("Setting the end date that someone has already tells no one again", async () => {
  await desk.fill(setEndDate, bo, "optics", { member: "ffox", ends: "2099-05-01" });
  await desk.database.query("update requests set status = 'closed' where kind = 'membership-change'");
  await desk.database.query(
    "update memberships m set ends_at = $1 from accounts a where a.id = m.account_id and a.username = 'ffox'",
    [endOfDay("2099-05-01")],
  );
  const before = (await desk.requests()).length;
  await desk.fill(setEndDate, bo, "optics", { member: "ffox", ends: "2099-05-01" });
  expect(await desk.requests()).toHaveLength(before);
});
