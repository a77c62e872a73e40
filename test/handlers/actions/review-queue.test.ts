import { afterAll, beforeEach, expect, it } from "vitest";
import { reviewQueue } from "../../../src/handlers/actions/review-queue.ts";
import { formatRequestRef } from "../../../src/view/request-ref.ts";
import { forAdmin, forPi } from "../a-stored-request.ts";
import { ada, amy, bo, guest, zed } from "../an-interaction.ts";
import { choicesOf, faultsOf, fieldsOf, newDesk } from "../desk.ts";

const desk = await newDesk();
afterAll(() => desk.close());
beforeEach(() =>
  desk.database.query(
    "update requests set status = 'closed', waits_for = null where status = 'waiting' and stage = 'await-admin'",
  ),
);

const question = { by: ada.user, byName: ada.name, at: "2028-03-05T12:00:00Z", text: "Who are you?" };

it("An admin sees the requests that are waiting for an admin, oldest first, except those that are waiting for a reply", async () => {
  const [one, two] = [await desk.store(forAdmin), await desk.store(forAdmin)];
  await desk.store({ ...forAdmin, question });
  await desk.store(forPi);
  const shown = await desk.press(reviewQueue, ada);
  expect(fieldsOf(shown)).toEqual(["picked0", "verdict"]);
  expect(choicesOf(shown, "picked0")).toEqual([one, two].map(formatRequestRef));
  expect(choicesOf(shown, "verdict")).toEqual(["approved", "spam"]);
});

it("An admin approves the selected requests, and each gets its own event", async () => {
  const [one, two, three] = [
    await desk.store(forAdmin),
    await desk.store(forAdmin),
    await desk.store(forAdmin),
  ];
  const picked0 = [one, three].map(formatRequestRef).join(",");
  expect((await desk.submit(reviewQueue, ada, { picked0, verdict: "approved" })).kind).toBe("message");
  for (const request of [one, three]) {
    expect(await desk.recordOf(request)).toMatchObject({
      state: ["running", "await-pi", null],
      events: [`approved by ${ada.user}`],
    });
  }
  expect((await desk.recordOf(two)).state).toEqual(["waiting", "await-admin", "admin"]);
});

it("An admin marks several as spam, and their addresses are quarantined", async () => {
  const request = await desk.store(forAdmin);
  await desk.submit(reviewQueue, ada, { picked0: formatRequestRef(request), verdict: "spam" });
  expect((await desk.recordOf(request)).events).toEqual([`marked-as-spam by ${ada.user}`]);
  expect(await desk.database.query("select email from quarantined_addresses")).toEqual([
    { email: request.email },
  ]);
});

it("A request with warnings is approved only after the admin has confirmed it", async () => {
  const request = await desk.store({ ...forAdmin, warnings: ["The address is new."] });
  const plain = await desk.store(forAdmin);
  expect(fieldsOf(await desk.press(reviewQueue, ada))).toEqual(["picked0", "verdict", "confirmed"]);
  const values = { picked0: [plain, request].map(formatRequestRef).join(","), verdict: "approved" };
  const reply = await desk.expectNoTrace(() => desk.submit(reviewQueue, ada, values));
  expect(faultsOf(reply)).toEqual(["confirmed"]);

  await desk.submit(reviewQueue, ada, { ...values, confirmed: "yes" });
  expect((await desk.recordOf(request)).events).toEqual([`approved by ${ada.user}`]);
});

it("The form stays open until a verdict and a request are chosen", async () => {
  const picked0 = formatRequestRef(await desk.store(forAdmin));
  for (const [values, field] of [
    [{ picked0 }, "verdict"],
    [{ picked0, verdict: "denied" }, "verdict"],
    [{ verdict: "approved" }, "picked0"],
  ] as const) {
    const reply = await desk.expectNoTrace(() => desk.submit(reviewQueue, ada, values));
    expect(faultsOf(reply)).toEqual([field]);
  }
});

it("Requests that were decided in the meantime, are the admin's own or have another mark are skipped, and the rest are decided", async () => {
  const [good, own, foreign] = [
    await desk.store(forAdmin),
    await desk.store({ ...forAdmin, requesterUser: ada.user }),
    await desk.store(forAdmin),
  ];
  const decided = await desk.store(forPi);
  const wrong = { ...foreign, mark: good.mark };
  const picked0 = [own, wrong, decided, good].map(formatRequestRef).join(",");
  const reply = await desk.submit(reviewQueue, ada, { picked0, verdict: "approved" });
  expect(reply.kind === "message" && reply.notice.lines).toHaveLength(3);
  expect((await desk.recordOf(good)).events).toEqual([`approved by ${ada.user}`]);
  for (const request of [own, foreign, decided]) {
    expect((await desk.recordOf(request)).events).toEqual([]);
  }
});

it("Many requests come in pages of thirty, in fields of as many boxes as the chat has", async () => {
  for (let number = 0; number < 31; number++) await desk.store(forAdmin);
  const first = await desk.press(reviewQueue, ada);
  expect(fieldsOf(first)).toEqual(["page", "picked0", "picked1", "picked2", "verdict"]);
  const second = await desk.act(reviewQueue, ada, { values: { page: "2" }, isPreview: true });
  expect(fieldsOf(second)).toEqual(["page", "picked0", "verdict"]);
  expect(choicesOf(second, "picked0")).toHaveLength(1);
});

it("When the queue is empty, the admin reads that", async () => {
  expect((await desk.press(reviewQueue, ada)).kind).toBe("message");
});

it("Only admins can review the queue", async () => {
  const picked0 = formatRequestRef(await desk.store(forAdmin));
  for (const actor of [amy, bo, zed, guest]) {
    for (const act of [
      () => desk.press(reviewQueue, actor),
      () => desk.submit(reviewQueue, actor, { picked0, verdict: "approved" }),
    ]) {
      expect((await desk.expectNoTrace(act)).kind).toBe("message");
    }
  }
});
