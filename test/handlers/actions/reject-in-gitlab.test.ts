import { afterAll, expect, it } from "vitest";
import { rejectInGitLab } from "../../../src/handlers/actions/reject-in-gitlab.ts";
import { aPendingAccount, forAdmin } from "../a-stored-request.ts";
import { ada, amy, bo, guest, zed } from "../an-interaction.ts";
import { newDesk } from "../desk.ts";

const desk = await newDesk();
afterAll(() => desk.close());

it("An admin who types the username rejects the account, and GitLab is asked to delete it", async () => {
  const request = await desk.store(aPendingAccount("ann"));
  expect((await desk.press(rejectInGitLab, ada, request)).kind).toBe("form");
  expect(
    (await desk.act(rejectInGitLab, ada, { subject: request, values: { confirm: " @Ann " } })).kind,
  ).toBe("message");
  expect(await desk.recordOf(request)).toMatchObject({
    state: ["running", "activate-in-gitlab", null],
    events: [`denied by ${ada.user}`],
    notifications: [],
    request: { details: { gitlab: { rejectedBy: ada.name } } },
  });
});

it("Another name deletes nothing", async () => {
  const request = await desk.store(aPendingAccount("ann"));
  for (const confirm of ["", "anne", "yes"]) {
    const reply = await desk.expectNoTrace(() =>
      desk.act(rejectInGitLab, ada, { subject: request, values: { confirm } }),
    );
    expect(reply.kind).toBe("invalid");
  }
});

it("Only an account in GitLab that waits for an admin can be rejected", async () => {
  const elsewhere = await desk.store(forAdmin);
  const decided = await desk.store({
    ...aPendingAccount("ann"),
    status: "running",
    stage: "activate-in-gitlab",
    waitsFor: null,
  });
  for (const request of [elsewhere, decided]) {
    const values = { confirm: request.details.gitlab?.username ?? "" };
    const reply = await desk.expectNoTrace(() => desk.act(rejectInGitLab, ada, { subject: request, values }));
    expect(reply.kind).toBe("message");
  }
});

it("Only admins can reject an account", async () => {
  const request = await desk.store(aPendingAccount("ann"));
  for (const actor of [amy, bo, zed, guest]) {
    const reply = await desk.expectNoTrace(() =>
      desk.act(rejectInGitLab, actor, { subject: request, values: { confirm: "ann" } }),
    );
    expect(reply.kind).not.toBe("form");
  }
});
