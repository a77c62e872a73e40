import { afterAll, expect, it } from "vitest";
import { findFormerOrAccount } from "../../../src/db/accounts.ts";
import { suspendTrust } from "../../../src/handlers/actions/suspend-trust.ts";
import { anAccount } from "../../in-registry.ts";
import { aReview } from "../a-stored-request.ts";
import { ada, amy, zed } from "../an-interaction.ts";
import { newDesk } from "../desk.ts";

const desk = await newDesk();
const dry = await newDesk({ dryRun: true }, desk.database);
const { db } = desk.database;
afterAll(() => desk.close());

const opened = () =>
  desk.database.query(
    "select kind, username, status from requests where kind in ('offboarding', 'suspension') order by id",
  );

it("The stage blocks an account in GitLab, and nobody is suspended or offboarded", async () => {
  const request = await desk.store(aReview({ gitlab: { userId: 3, username: "ann" } }));
  await desk.press(suspendTrust, ada, request);
  expect(await desk.recordOf(request)).toMatchObject({
    state: ["running", "review-trust", null],
    events: [`trust-suspended by ${ada.user}`],
    notifications: [],
    request: { details: { review: { decision: "suspend", by: ada.name } } },
  });
  expect(await opened()).toEqual([]);
});

it("An account of the registry is suspended together with the decision, except in a dry run", async () => {
  await anAccount(db, "eve");
  const request = await desk.store({ ...aReview(), username: "eve" });
  await dry.expectNoTrace(() => dry.press(suspendTrust, ada, request));
  await desk.press(suspendTrust, ada, request);
  expect(await desk.recordOf(request)).toMatchObject({ events: [`trust-suspended by ${ada.user}`] });
  expect(await findFormerOrAccount(db, "eve")).toMatchObject({
    suspendedAt: expect.any(Date),
    removedAt: null,
  });
  expect(await opened()).toEqual([{ kind: "suspension", username: "eve", status: "running" }]);
});

it("Only admins decide", async () => {
  const request = await desk.store(aReview({ gitlab: { userId: 3, username: "ann" } }));
  for (const actor of [amy, zed]) await desk.expectNoTrace(() => desk.press(suspendTrust, actor, request));
});
