import { afterAll, beforeEach, expect, it } from "vitest";
import { approvalsOf } from "../../../dev/local-stack/approvals-of.ts";
import { approveSeveral } from "../../../src/handlers/actions/approve-several.ts";
import { formatRequestRef } from "../../../src/view/request-ref.ts";
import { forAdmin, forPi } from "../a-stored-request.ts";
import { ada, amy, bo, dee, guest, zed } from "../an-interaction.ts";
import { choicesOf, faultsOf, fieldsOf, newDesk } from "../desk.ts";

const desk = await newDesk();
afterAll(() => desk.close());
beforeEach(() =>
  desk.database.query("update requests set status = 'closed', waits_for = null where status = 'waiting'"),
);

it("A PI sees the requests that are waiting for them, and so does a delegate", async () => {
  const [one, two] = [
    await desk.store({ ...forPi, delegates: [{ user: dee.user, name: dee.name }] }),
    await desk.store(forPi),
  ];
  await desk.store({ ...forPi, piUser: zed.user });
  await desk.store(forAdmin);
  const shown = await desk.press(approveSeveral, bo);
  expect(fieldsOf(shown)).toEqual(["picked0"]);
  expect(choicesOf(shown, "picked0")).toEqual([one, two].map(formatRequestRef));
  expect(choicesOf(await desk.press(approveSeveral, dee), "picked0")).toEqual([formatRequestRef(one)]);
});

it("A PI approves the selected requests; each gets its own event, and each requester is told", async () => {
  const requests = [await desk.store(forPi), await desk.store(forPi)];
  const left = await desk.store(forPi);
  const values = { picked0: requests.map(formatRequestRef).join(",") };
  expect((await desk.submit(approveSeveral, bo, values)).kind).toBe("message");
  for (const request of requests) {
    expect(await desk.recordOf(request)).toMatchObject({
      state: ["running", "sign-agreements", null],
      events: [`approved by ${bo.user}`],
      notifications: [`approved to ${amy.user}`],
    });
  }
  expect((await desk.recordOf(left)).events).toEqual([]);
});

it("Submitting the form twice approves once", async () => {
  const picked0 = formatRequestRef(await desk.store(forPi));
  await desk.submit(approveSeveral, bo, { picked0 });
  const reply = await desk.expectNoTrace(() => desk.submit(approveSeveral, bo, { picked0 }));
  expect(reply.kind).toBe("message");
});

it("Warnings are for admins, so the PI isn't asked to confirm them", async () => {
  const request = await desk.store({ ...forPi, warnings: ["The address is new."] });
  await desk.submit(approveSeveral, bo, { picked0: formatRequestRef(request) });
  expect((await desk.recordOf(request)).events).toEqual([`approved by ${bo.user}`]);
});

it("The form stays open until a request is selected", async () => {
  await desk.store(forPi);
  const reply = await desk.expectNoTrace(() => desk.submit(approveSeveral, bo, {}));
  expect(faultsOf(reply)).toEqual(["picked0"]);
});

it("The form can only approve", async () => {
  const request = await desk.store(forPi);
  await desk.submit(approveSeveral, bo, { picked0: formatRequestRef(request), verdict: "spam" });
  expect((await desk.recordOf(request)).events).toEqual([`approved by ${bo.user}`]);
});

it("No one can approve requests that are waiting for another PI", async () => {
  const picked0 = formatRequestRef(await desk.store(forPi));
  for (const actor of [ada, amy, zed, guest]) {
    expect((await desk.press(approveSeveral, actor)).kind).toBe("message");
    const reply = await desk.expectNoTrace(() => desk.submit(approveSeveral, actor, { picked0 }));
    expect(reply.kind).toBe("message");
  }
});

it("Someone in a group that is asked sees what the group hasn't approved, and approves it; warnings have to be confirmed", async () => {
  const approvals = approvalsOf({
    account: ["admin", { name: "Security", from: { group: "security" } }],
    membership: ["pi"],
    quota: ["admin"],
  });
  const groupDesk = await newDesk({ approvals, groups: { security: [zed.user, amy.user] } }, desk.database);
  const asked = { ...forAdmin, required: approvals.account };
  const request = await groupDesk.store({ ...asked, warnings: ["The address is new."] });
  await groupDesk.store(forPi);
  const shown = await groupDesk.press(approveSeveral, zed);
  expect(choicesOf(shown, "picked0")).toEqual([formatRequestRef(request)]);
  // It is Amy's own, and Bo isn't in the group.
  expect((await groupDesk.press(approveSeveral, amy)).kind).toBe("message");
  expect(choicesOf(await groupDesk.press(approveSeveral, bo), "picked0")).not.toContain(
    formatRequestRef(request),
  );
  const picked0 = formatRequestRef(request);
  const unconfirmed = await groupDesk.submit(approveSeveral, zed, { picked0, confirmed: "no" });
  expect(faultsOf(unconfirmed)).toEqual(["confirmed"]);
  await groupDesk.submit(approveSeveral, zed, { picked0, confirmed: "yes" });
  expect((await groupDesk.recordOf(request)).events).toEqual([`approved by ${zed.user}`]);
  expect((await groupDesk.press(approveSeveral, zed)).kind).toBe("message");
});
