import { afterAll, expect, it } from "vitest";
import { findOpenRequest } from "../../../src/db/requests.ts";
import type { Approval, Request } from "../../../src/db/tables/requests.ts";
import { chooseOwner } from "../../../src/handlers/actions/choose-owner.ts";
import { anAccount } from "../../in-registry.ts";
import { aLeaver } from "../a-stored-request.ts";
import { ada, amy, bo, guest, zed } from "../an-interaction.ts";
import { choicesOf, faultsOf, fieldOf, fieldsOf, newDesk } from "../desk.ts";

const desk = await newDesk();
const { db } = desk.database;
afterAll(() => desk.close());

const approved: Approval = {
  seq: 1,
  name: "admin",
  verdict: "approved",
  by: ada.user,
  byName: ada.name,
  roles: ["admin"],
  address: "amy@example.org",
  pi: null,
  at: "2028-03-06T12:00:00.000Z",
};

it("An admin chooses among the people in the same projects or types a username, and what was approved no longer counts", async () => {
  await anAccount(db, "amy");
  await anAccount(db, "ben");
  await anAccount(db, "far", { project: { name: "comets" } });
  const request = await desk.store(aLeaver("amy", { approvals: [approved] }));
  const shown = await desk.expectNoTrace(() => desk.press(chooseOwner, ada, request));
  expect(fieldsOf(shown)).toEqual(["newOwner", "otherOwner"]);
  expect(choicesOf(shown, "newOwner")).toEqual(["ben"]);
  expect(fieldOf(shown, "newOwner").initial).toBeUndefined();
  for (const [otherOwner, field] of [
    ["", "otherOwner"],
    ["nobody", "otherOwner"],
    ["amy", "otherOwner"],
  ] as const) {
    const reply = await desk.expectNoTrace(() => desk.submit(chooseOwner, ada, { otherOwner }, request));
    expect(faultsOf(reply)).toEqual([field]);
  }
  await desk.submit(chooseOwner, ada, { newOwner: "ben", otherOwner: "FAR" }, request);
  expect(await desk.recordOf(request)).toMatchObject({
    state: ["running", "count-belongings", null],
    events: [`owner-chosen by ${ada.user}`],
    notes: ["far"],
    request: { approvals: [], details: { leaving: { newOwner: "far" } } },
  });
  expect((await findOpenRequest(db, "offboarding", { username: "amy" }))?.id).toBe(request.id);
});

it("Nobody else is chosen while acct works on the request, after everything was handed over, or for another kind of request", async () => {
  await anAccount(db, "cy");
  const all: readonly Partial<Request>[] = [
    aLeaver("cy", { status: "running", waitsFor: null, leaseToken: 3, leaseBy: 7 }),
    aLeaver("cy", { status: "running", waitsFor: null, stage: "remove-access" }),
    aLeaver("cy", { status: "closed", waitsFor: null }),
    { status: "waiting", stage: "await-admin" },
  ];
  for (const but of all) {
    const request = await desk.store(but);
    const choose = () => desk.submit(chooseOwner, ada, { newOwner: "ben" }, request);
    expect((await desk.expectNoTrace(choose)).kind).toBe("message");
    await desk.database.query("update requests set status = 'closed', waits_for = null where id = $1", [
      request.id,
    ]);
  }
});

it("Only admins choose", async () => {
  await anAccount(db, "dee");
  const request = await desk.store(aLeaver("dee"));
  for (const actor of [amy, bo, zed, guest]) {
    const choose = () => desk.submit(chooseOwner, actor, { newOwner: "ben" }, request);
    expect((await desk.expectNoTrace(choose)).kind).toBe("message");
  }
});
