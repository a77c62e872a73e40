import { afterAll, expect, it } from "vitest";
import type { Reply } from "../../../src/chat/interaction.ts";
import { saveDelegation } from "../../../src/db/delegations.ts";
import { showHome } from "../../../src/handlers/actions/show-home.ts";
import { anAccount } from "../../in-registry.ts";
import { forAdmin, forPi, isStuck } from "../a-stored-request.ts";
import { ada, amy, aPerson, bo, dee, guest, zed } from "../an-interaction.ts";
import { newDesk } from "../desk.ts";

const desk = await newDesk();
const { db } = desk.database;
afterAll(() => desk.close());

const stuck = await desk.store(isStuck);
const other = await desk.store(isStuck);
const undecided = await desk.store({ ...forAdmin, requesterUser: "slack:UELSE" });
const asked = await desk.store({ ...forPi, delegates: [{ user: dee.user, name: dee.name }] });

/** What can be done in each section, and which requests are shown there. */
function read(reply: Reply) {
  if (reply.kind !== "home") throw new Error(`A ${reply.kind} was shown instead of the Home tab`);
  const entries = reply.home.sections.flatMap((section) => section.entries);
  return {
    actions: [...new Set(entries.flatMap(({ buttons = [] }) => buttons.map(({ action }) => action)))],
    requests: [...new Set(entries.flatMap(({ request }) => request?.id ?? []))],
  };
}

const homeOf = async (actor: typeof ada) => read(await desk.press(showHome, actor));

it("An admin sees the queue, stuck requests first, and what can be done about it", async () => {
  const { actions, requests } = await homeOf(ada);
  expect(requests).toEqual([stuck.id, other.id, undecided.id, asked.id]);
  for (const action of ["review-queue", "retry-all", "filter-requests", "approve", "retry", "details"]) {
    expect(actions).toContain(action);
  }
});

it("An admin's filter is kept, and pressing the button again shows everything", async () => {
  const reply = await desk.act(showHome, ada, { filter: "stuck" });
  expect(reply).toMatchObject({ kind: "home", home: { filter: "stuck" } });
  expect(read(reply).requests).toEqual([stuck.id, other.id]);
  expect(read(reply).actions).toContain("show-home");
});

it("A PI sees the requests that are waiting for them and can decide there, and so can a delegate", async () => {
  for (const [actor, actions] of [
    [bo, ["approve", "deny", "amend", "reassign", "delegate", "request-account"]],
    [dee, ["approve", "deny", "request-account"]],
  ] as const) {
    expect(await homeOf(actor)).toEqual({ requests: [asked.id], actions });
  }
});

it("A PI with several requests can approve them at once, and sees their delegates", async () => {
  const pi = aPerson("Cy Cole");
  for (const _ of [1, 2]) await desk.store({ ...forPi, piUser: pi.user });
  await saveDelegation(db, {
    piUser: pi.user,
    delegateUser: dee.user,
    delegateName: dee.name,
    until: null,
    createdAt: desk.context.now(),
  });
  const { actions } = await homeOf(pi);
  expect(actions).toContain("approve-several");
  expect(actions).toContain("delegate");
});

it("The requester sees their requests, and can answer and withdraw", async () => {
  const requester = aPerson("Eve Eden");
  const question = { by: ada.user, byName: ada.name, at: "2028-03-06T11:00:00Z", text: "Who are you?" };
  const request = await desk.store({ ...forAdmin, requesterUser: requester.user, question });
  expect(await homeOf(requester)).toEqual({ requests: [request.id], actions: ["answer", "withdraw"] });
});

it("Someone with an account can join a project, change quotas and get a new password", async () => {
  const owner = aPerson("Fay Fox");
  await anAccount(db, "ffox", { chatUser: owner.user });
  expect((await homeOf(owner)).actions).toEqual([
    "request-membership",
    "request-project",
    "request-quota",
    "reset-password",
    "why",
  ]);
});

it("A stranger can request an account and sees no requests", async () => {
  expect(await homeOf(zed)).toEqual({ requests: [], actions: ["request-account"] });
});

it("A guest sees no request and can do nothing", async () => {
  expect(await homeOf({ ...guest, user: amy.user })).toEqual({ requests: [], actions: [] });
});

it("Opening the Home tab changes nothing", async () => {
  for (const actor of [ada, bo, amy, zed, guest]) {
    await desk.expectNoTrace(() => desk.press(showHome, actor));
  }
});
