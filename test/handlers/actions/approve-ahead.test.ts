import { afterAll, beforeEach, expect, it } from "vitest";
import { listApprovalsAhead, useApprovalAhead } from "../../../src/db/approvals-ahead.ts";
import { activateChatLink } from "../../../src/db/chat-links.ts";
import { emailIdentity, findPersonBy } from "../../../src/db/people.ts";
import { gitLabClient } from "../../../src/gitlab/gitlab-client.ts";
import { approveAhead } from "../../../src/handlers/actions/approve-ahead.ts";
import { approvedAhead } from "../../../src/pipeline/gitlab/approved-ahead.ts";
import { START } from "../../in-memory/pipeline-deps.ts";
import { anAccount } from "../../in-registry.ts";
import { aPendingAccount } from "../a-stored-request.ts";
import { ada, amy, art, bo, guest } from "../an-interaction.ts";
import { fieldOf, newDesk } from "../desk.ts";

const desk = await newDesk();
const { db } = desk.context;
const gitlab = gitLabClient({ url: "https://gitlab.example.org", token: "glpat-1" });
beforeEach(() => Object.assign(desk.context, { gitlab }));
afterAll(() => desk.close());

const approve = (address: string, reason: string, actor = ada) =>
  desk.act(approveAhead, actor, { values: { address, reason } });
const waiting = async () => (await listApprovalsAhead(db)).map(({ email, by }) => [email, by]);

it("An admin approves an address in any spelling, reads how to take it back, and the approval waits under their name", async () => {
  const form = await desk.type(approveAhead, ada, "approve-ahead ann@example.org");
  expect(fieldOf(form, "address").initial).toBe("ann@example.org");
  const reply = await approve("Ann <ANN@Example.org>", " joins the lab ");
  expect(reply).toMatchObject({
    kind: "message",
    notice: { buttons: [{ action: "withdraw-ahead", mark: "ann@example.org" }] },
  });
  expect(await listApprovalsAhead(db)).toEqual([
    {
      email: "ann@example.org",
      by: ada.user,
      byName: ada.name,
      reason: "joins the lab",
      at: START,
      requestId: null,
    },
  ]);
});

it("An address that was approved before stays as it is, whether the approval waits or was used", async () => {
  await approve("cal@example.org", "first");
  await desk.expectNoTrace(() => approve("CAL@example.org", "second", art));
  const { id } = await desk.store({ ...aPendingAccount("cal"), email: "cal@example.org" });
  await useApprovalAhead(db, "cal@example.org", id);
  const again = await desk.expectNoTrace(() => approve("cal@example.org", "third"));
  expect(JSON.stringify(again)).toContain(`request ${id}`);
});

it("What isn't an address, what has no reason, and one's own account can't be approved", async () => {
  await anAccount(db, "ada", { email: "ada@elsewhere.example" });
  const owner = await findPersonBy(db, emailIdentity("ada@elsewhere.example"));
  await activateChatLink(db, owner?.id ?? 0, ada.user, { verifiedBy: "chat", now: START });
  for (const [address, reason, field] of [
    ["ann", "why", "address"],
    ["", "why", "address"],
    ["bea@example.org", "  ", "reason"],
    ["ADA@example.org", "why", "address"],
    ["ada@elsewhere.example", "why", "address"],
  ] as const) {
    const reply = await desk.expectNoTrace(() => approve(address, reason));
    expect(reply).toMatchObject({ kind: "invalid", errors: { [field]: expect.any(String) } });
  }
});

it("Only admins approve ahead, and only where there is GitLab", async () => {
  for (const actor of [amy, bo, guest]) {
    await desk.expectNoTrace(() => approve("dot@example.org", "why", actor));
    expect((await desk.type(approveAhead, actor, "dot@example.org")).kind).toBe("message");
  }
  Object.assign(desk.context, { gitlab: undefined });
  expect((await desk.type(approveAhead, ada, "dot@example.org")).kind).toBe("message");
  expect(await waiting()).not.toContainEqual(["dot@example.org", expect.anything()]);
});

it("A request with this address that waits for an admin already is looked at at once, and says where it was approved", async () => {
  const request = await desk.store({ ...aPendingAccount("eli"), email: "Eli@example.org", runAt: null });
  const other = await desk.store({ ...aPendingAccount("fay"), email: "fay@example.org", runAt: null });
  await approve("eli@example.org", "joins the lab");
  const woken = await desk.recordOf(request);
  expect(woken.request.runAt).toEqual(START);
  expect((await desk.recordOf(other)).request.runAt).toBeNull();
  const approved = await approvedAhead(woken.request, desk.context);
  expect(approved?.approvals?.given).toMatchObject({
    by: ada.user,
    surface: "chat",
    reason: "joins the lab",
  });
});
