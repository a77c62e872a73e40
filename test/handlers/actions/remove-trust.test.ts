import { afterAll, expect, it } from "vitest";
import { findFormerOrAccount } from "../../../src/db/accounts.ts";
import { findOpenRequest } from "../../../src/db/requests.ts";
import { removeTrust } from "../../../src/handlers/actions/remove-trust.ts";
import { anAccount } from "../../in-registry.ts";
import { settle } from "../../settle.ts";
import { aReview } from "../a-stored-request.ts";
import { ada, amy, zed } from "../an-interaction.ts";
import { newDesk } from "../desk.ts";

const desk = await newDesk();
const dry = await newDesk({ dryRun: true }, desk.database);
const { db } = desk.database;
afterAll(() => desk.close());

const offboardings = () =>
  desk.database.query("select username, status from requests where kind = 'offboarding' order by id");

it("The stage blocks an account in GitLab, and nobody is offboarded", async () => {
  const request = await desk.store(aReview({ gitlab: { userId: 3, username: "ann" } }));
  await desk.press(removeTrust, ada, request);
  expect(await desk.recordOf(request)).toMatchObject({
    state: ["running", "review-trust", null],
    events: [`trust-removed by ${ada.user}`],
    notifications: [],
    request: { details: { review: { decision: "remove", by: ada.name } } },
  });
  expect(await offboardings()).toEqual([]);
});

it("An account of the registry is offboarded, and that is approved with the decision, except in a dry run", async () => {
  await anAccount(db, "eve");
  const request = await desk.store({ ...aReview(), username: "eve" });
  await dry.expectNoTrace(() => dry.press(removeTrust, ada, request));
  await desk.press(removeTrust, ada, request);
  expect(await desk.recordOf(request)).toMatchObject({ events: [`trust-removed by ${ada.user}`] });
  expect(await offboardings()).toEqual([{ username: "eve", status: "running" }]);
  const { id } = (await findOpenRequest(db, "offboarding", { username: "eve" })) ?? { id: 0 };
  expect(await settle(id, desk.context)).toMatchObject({ status: "closed" });
  expect(await findFormerOrAccount(db, "eve")).toMatchObject({ removedAt: expect.any(Date) });
});

it("Only admins decide", async () => {
  const request = await desk.store(aReview({ gitlab: { userId: 3, username: "ann" } }));
  for (const actor of [amy, zed]) await desk.expectNoTrace(() => desk.press(removeTrust, actor, request));
});
