import { afterAll, expect, it } from "vitest";
import { emailRoster } from "../../../src/handlers/actions/email-roster.ts";
import { aRoster, fay } from "../a-roster.ts";
import { zed } from "../an-interaction.ts";

const desk = await aRoster();
afterAll(() => desk.close());

it("A member gets the link to the page of the project as a direct message; others get none", async () => {
  await desk.expectDenied(() => desk.type(emailRoster, zed, "optics"));
  await desk.type(emailRoster, fay, "optics");
  expect(
    await desk.database.query(
      "select template, to_user as user from notifications where template = 'roster-link'",
    ),
  ).toEqual([{ template: "roster-link", user: fay.user }]);
});
