import { afterAll, expect, it } from "vitest";
import { keepTrust } from "../../../src/handlers/actions/keep-trust.ts";
import { anAccount } from "../../in-registry.ts";
import { aReview, forAdmin } from "../a-stored-request.ts";
import { ada, amy, art, bo, guest, zed } from "../an-interaction.ts";
import { newDesk } from "../desk.ts";

const desk = await newDesk();
afterAll(() => desk.close());

const IN_GITLAB = { gitlab: { userId: 3, username: "ann" } };

it("An admin keeps an account, and the stage ends the review", async () => {
  const request = await desk.store(aReview(IN_GITLAB));
  await desk.press(keepTrust, ada, request);
  expect(await desk.recordOf(request)).toMatchObject({
    state: ["running", "review-trust", null],
    events: [`trust-kept by ${ada.user}`],
    notifications: [],
    request: { details: { review: { ...IN_GITLAB, rule: "staff", decision: "keep", by: ada.name } } },
  });
});

it("The second of two admins reads who has decided, and changes nothing", async () => {
  const request = await desk.store(aReview(IN_GITLAB));
  await desk.press(keepTrust, ada, request);
  const reply = await desk.expectNoTrace(() => desk.press(keepTrust, art, request));
  expect(JSON.stringify(reply)).toContain("Ada Okafor has already decided");
});

it("Only a review that waits for an admin can be decided", async () => {
  const other = await desk.store(forAdmin);
  const ended = await desk.store({ ...aReview(IN_GITLAB), status: "closed", waitsFor: null });
  for (const request of [other, ended])
    expect((await desk.expectNoTrace(() => desk.press(keepTrust, ada, request))).kind).toBe("message");
});

it("Only admins decide, and none of them on their own account", async () => {
  const request = await desk.store(aReview(IN_GITLAB));
  for (const actor of [amy, bo, zed, guest])
    await desk.expectNoTrace(() => desk.press(keepTrust, actor, request));
  await anAccount(desk.database.db, "ada", { chatUser: ada.user, email: "ada.okafor@example.org" });
  const own = await desk.store({ ...aReview(), username: "ada" });
  const byAddress = await desk.store({ ...aReview(IN_GITLAB), email: ada.email ?? "" });
  for (const one of [own, byAddress])
    expect((await desk.expectNoTrace(() => desk.press(keepTrust, ada, one))).kind).toBe("message");
  await desk.press(keepTrust, art, own);
  expect((await desk.recordOf(own)).events).toEqual([`trust-kept by ${art.user}`]);
});
