import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { approvalsOf } from "../../../dev/local-stack/approvals-of.ts";
import { AwayError } from "../../../src/chat/chat.ts";
import { closeAccount } from "../../../src/db/accounts.ts";
import { saveDelegation } from "../../../src/db/delegations.ts";
import { changeRequest } from "../../../src/pipeline/engine/change-request.ts";
import { awaitAdmin } from "../../../src/pipeline/stages/await-admin.ts";
import { awaitPi } from "../../../src/pipeline/stages/await-pi.ts";
import { buildWorkflows } from "../../../src/pipeline/workflows.ts";
import { describeState } from "../../../src/view/describe-state.ts";
import { aNewApproval, anApproval, aRequest, fromBo, seenOn } from "../../a-request.ts";
import { inMemoryDeps, later, START } from "../../in-memory/pipeline-deps.ts";
import { anAccount, storedRequest } from "../../in-registry.ts";
import { newDatabase } from "../../new-database.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());
beforeEach(() => database.query("delete from delegations"));

/** A request that an admin has approved, with Bo as the PI. */
const aQuestionToBo = (but: Parameters<typeof aRequest>[0] = {}) =>
  aRequest({
    stage: "await-pi",
    requesterUser: "slack:UAMY",
    piUser: "slack:UBO",
    approvals: [anApproval()],
    ...but,
  });
const ADMINS = [{ audience: "admin", place: ["slack:CADMINS"] }];
const templates = ({ notifications = [] }: { notifications?: readonly { template: string }[] }) =>
  notifications.map(({ template }) => template);

/** A chat that the PI has left. */
function withoutBo() {
  const deps = inMemoryDeps(db);
  deps.chat.people.delete("slack:UBO");
  return deps;
}

it("A PI who is in the chat is asked there, and the requester is told", async () => {
  const outcome = await awaitPi.run(aQuestionToBo({ piUser: null }), inMemoryDeps(db));
  expect(outcome).toMatchObject({
    kind: "wait",
    for: "pi",
    facts: { piUser: "slack:UBO", piName: "Bo Birch", delegates: [] },
    views: [{ audience: "pi", place: "slack:UBO" }],
    notifications: [{ template: "waiting-for-pi", toUser: "slack:UAMY" }],
  });
  expect(outcome).not.toHaveProperty("until");
});

it("A PI whose address in the chat has changed since they were chosen is asked there all the same", async () => {
  const deps = inMemoryDeps(db);
  const bo = deps.chat.people.get("slack:UBO");
  if (!bo) throw new Error("The chat has no Bo");
  deps.chat.people.set("slack:UBO", { ...bo, email: "bo.birch@new.example" });
  const outcome = await awaitPi.run(aQuestionToBo({ piUser: "slack:UBO" }), deps);
  expect(outcome).toMatchObject({
    kind: "wait",
    facts: { piUser: "slack:UBO" },
    views: [{ audience: "pi", place: "slack:UBO" }],
  });
});

it("Asking again tells the requester nothing new", async () => {
  const deps = inMemoryDeps(db);
  const outcome = await awaitPi.run(aQuestionToBo(), deps);
  expect(await awaitPi.run(aQuestionToBo(), deps)).toEqual(outcome);
});

it("The PI's delegates are asked as well, until the first delegation ends; the requester is never one of them", async () => {
  const deps = inMemoryDeps(db);
  const delegate = { piUser: "slack:UBO", createdAt: START };
  const until = later(1000);
  await saveDelegation(db, { ...delegate, delegateUser: "slack:UDEL", delegateName: "Del", until });
  await saveDelegation(db, { ...delegate, delegateUser: "slack:UEVE", delegateName: "Eve", until: null });
  await saveDelegation(db, { ...delegate, delegateUser: "slack:UAMY", delegateName: "Amy", until: null });
  const outcome = await awaitPi.run(aQuestionToBo(), deps);
  expect(outcome).toMatchObject({ kind: "wait", until });
  const places = "views" in outcome ? outcome.views?.map(({ place }) => place) : [];
  expect(places?.toSorted()).toEqual(["slack:UBO", "slack:UDEL", "slack:UEVE"]);
  deps.setClock(until);
  const delegates = [{ user: "slack:UEVE", name: "Eve" }];
  expect(await awaitPi.run(aQuestionToBo(), deps)).toMatchObject({ facts: { delegates } });
});

it("A standing delegate who was offboarded is never asked", async () => {
  const { account } = await anAccount(db, "del", { chatUser: "slack:ULEFT", email: "del@example.org" });
  const delegate = { piUser: "slack:UBO", createdAt: START, until: null };
  await saveDelegation(db, { ...delegate, delegateUser: "slack:ULEFT", delegateName: "Del" });
  const asked = async () => {
    const outcome = await awaitPi.run(aQuestionToBo(), inMemoryDeps(db));
    return "views" in outcome ? (outcome.views?.map(({ place }) => place) ?? []) : [];
  };
  expect(await asked()).toContain("slack:ULEFT");
  await closeAccount(db, account.id, START);
  expect(await asked()).not.toContain("slack:ULEFT");
});

it("It is done once the PI has approved", async () => {
  const request = aQuestionToBo({ approvals: [anApproval(), fromBo()] });
  expect(await awaitPi.run(request, inMemoryDeps(db))).toMatchObject({ kind: "done" });
});

it("No one is asked when the requester leads the new project", async () => {
  const request = aQuestionToBo({ piEmail: null, piName: null, piUser: null });
  expect(await awaitPi.run(request, inMemoryDeps(db))).toMatchObject({
    kind: "done",
    notNeeded: true,
  });
});

it("A PI who is the requester can't decide, so the admins are asked", async () => {
  const request = aQuestionToBo({ piEmail: "Amy@example.org", piUser: "slack:UAMY" });
  const outcome = await awaitPi.run(request, inMemoryDeps(db));
  expect(outcome).toMatchObject({ kind: "wait", for: "pi", facts: { piUser: null }, views: ADMINS });
  expect(templates(outcome as never)).toEqual(["needs-attention"]);
});

it("A PI who already approved as an admin isn't asked again where each approval needs a different person", async () => {
  const deps = inMemoryDeps(db);
  const distinct = {
    ...deps,
    rules: { ...deps.rules, approvals: { ...deps.rules.approvals, distinctPeople: true } },
  };
  for (const approval of [{ by: "slack:UBO" }, { by: "slack:UOTHER", email: "bo@example.org" }]) {
    const request = aQuestionToBo({ approvals: [anApproval(approval)] });
    const outcome = await awaitPi.run(request, distinct);
    expect(outcome).toMatchObject({ kind: "wait", for: "pi", facts: { piUser: null }, views: ADMINS });
    expect(templates(outcome as never)).toEqual(["needs-attention"]);
    expect(await awaitPi.run(request, deps)).toMatchObject({ facts: { piUser: "slack:UBO" } });
  }
});

it("A PI who isn't in the chat is asked by email, if an admin approved their address", async () => {
  const approvals = [anApproval()];
  const outcome = await awaitPi.run(aQuestionToBo({ piUser: null, approvals }), withoutBo());
  expect(outcome).toMatchObject({ kind: "wait", for: "pi", views: ADMINS });
  expect(templates(outcome as never)).toEqual(["pi-approval", "waiting-for-pi"]);
});

it("The state tells what the history tells about a PI who isn't asked in the chat", async () => {
  const request = aQuestionToBo({ piUser: null, status: "waiting", waitsFor: "pi" });
  const outcome = await awaitPi.run(request, withoutBo());
  if (outcome.kind !== "wait") throw new Error("It doesn't wait");
  const details = outcome.facts?.details ?? {};
  expect(describeState({ ...request, details })).toBe(outcome.note);
});

it("A PI who isn't in the chat is asked by email, if the site knows them", async () => {
  const deps = withoutBo();
  const rules = { ...deps.rules, projects: { lab: { pi: "bo@example.org" } } };
  const outcome = await awaitPi.run(aQuestionToBo({ piUser: null }), { ...deps, rules });
  expect(templates(outcome as never)).toEqual(["pi-approval", "waiting-for-pi"]);
});

it("An address that only the requester has named gets no email; the admins are asked", async () => {
  const deps = withoutBo();
  const rules = { ...deps.rules, approvals: approvalsOf({ account: ["pi", "admin"] }) };
  const outcome = await awaitPi.run(aQuestionToBo({ piUser: null, approvals: [] }), { ...deps, rules });
  expect(outcome).toMatchObject({ kind: "wait", for: "pi", views: ADMINS });
  expect(templates(outcome as never)).toEqual(["needs-attention"]);
});

it("If the admins approved another PI, they approve this one before anyone is asked", async () => {
  const approvals = [anApproval({ pi: "someone-else@example.org" })];
  const outcome = await awaitPi.run(aQuestionToBo({ approvals }), inMemoryDeps(db));
  expect(outcome).toMatchObject({ kind: "rewind", stage: "await-admin", approvals: { superseded: [1] } });
  expect(templates(outcome as never)).toEqual(["needs-attention"]);
});

it("If no admin decides, the plan is for the PI to approve", async () => {
  const deps = inMemoryDeps(db, { approvals: approvalsOf({ account: ["pi"] }) });
  const outcome = await awaitPi.run(aQuestionToBo({ approvals: [] }), deps);
  expect(outcome).toMatchObject({
    kind: "wait",
    facts: { plan: expect.arrayContaining([expect.anything()]) },
  });
});

it("When the PI leaves the chat, the admins are told, and the PI is asked by email", async () => {
  const approvals = [anApproval()];
  const outcome = await awaitPi.run(aQuestionToBo({ approvals }), withoutBo());
  expect(outcome).toMatchObject({ kind: "wait", facts: { piUser: null, delegates: [] }, views: ADMINS });
  expect(templates(outcome as never)).toEqual(["needs-attention", "pi-approval", "waiting-for-pi"]);
});

it("While the chat doesn't respond, the PI doesn't count as gone", async () => {
  const deps = inMemoryDeps(db);
  deps.chat.isAway = true;
  await expect(awaitPi.run(aQuestionToBo(), deps)).rejects.toThrow(AwayError);
});

it("If the PI doesn't reply and the only admin has approved already, the card, the admins, and doctor hear that no one can decide", async () => {
  const deps = inMemoryDeps(db, { approvals: approvalsOf({ distinctPeople: true }) });
  const silent = aQuestionToBo({ escalatedAt: START, approvals: [anApproval({ by: "slack:UADA" })] });
  const outcome = await awaitPi.run(silent, deps);
  expect(outcome).toMatchObject({
    facts: { piUser: "slack:UBO", details: { undecidable: expect.any(String) } },
    until: later(86_400_000),
  });
  expect(templates(outcome as Parameters<typeof templates>[0])).toContain("needs-attention");

  // Before that, the PI is simply asked. With a second admin, or if one person may decide twice, someone can decide.
  const decidable = { facts: { details: { undecidable: null } } };
  expect(await awaitPi.run({ ...silent, escalatedAt: null }, deps)).toMatchObject(decidable);
  const alone = inMemoryDeps(db, { approvals: approvalsOf({ distinctPeople: false }) });
  expect(await awaitPi.run(silent, alone)).toMatchObject(decidable);
  deps.chat.addPerson("Grace Lindqvist", { isAdmin: true });
  expect(await awaitPi.run(silent, deps)).toMatchObject(decidable);
});

describe("If the project has another PI than the request would ask", () => {
  /** A request that waits in the database for Cleo, who led the project. */
  async function aQuestionToCleo(project: string) {
    const { account } = await anAccount(db, `member-of-${project}`, { project: { name: project } });
    const request = await storedRequest(db, {
      stage: "await-pi",
      project,
      email: `new@${project}.example`,
      piName: "Cleo Cruz",
      piEmail: "cleo@example.org",
      approvals: [anApproval()],
    });
    return { account, request };
  }

  it("the request asks the PI whom it has now, and what the admins approved with another one no longer counts", async () => {
    const { request } = await aQuestionToCleo("led");
    const deps = inMemoryDeps(db);
    const outcome = await awaitPi.run(request, deps);
    expect(outcome).toMatchObject({
      kind: "ruled",
      event: { kind: "pi-changed" },
      facts: { piEmail: "bo@example.org", piUser: "slack:UBO", escalatedAt: null },
      approvals: { superseded: [1] },
    });
    const followed = { ...request, piEmail: "bo@example.org", piUser: "slack:UBO", approvals: [] };
    expect(await awaitPi.run(followed, deps)).toMatchObject({ kind: "rewind", stage: "await-admin" });
  });

  it("the admins see the one whom it has now before they approve", async () => {
    const { request } = await aQuestionToCleo("shown");
    const waiting = { ...request, stage: "await-admin" as const, approvals: [] };
    expect(await awaitAdmin.run(waiting, inMemoryDeps(db))).toMatchObject({
      kind: "ruled",
      facts: { piEmail: "bo@example.org" },
    });
  });

  it("someone who was chosen for the request still decides, and so does anyone who leads or manages the project", async () => {
    const { request } = await aQuestionToCleo("chosen");
    const deps = inMemoryDeps(db);
    const led = { ...request, piEmail: "Bo@example.org", piUser: null };
    const approvals = seenOn({ ...led, approvals: [anApproval()] });
    expect(await awaitPi.run({ ...led, approvals }, deps)).toMatchObject({
      kind: "wait",
      facts: { piUser: "slack:UBO" },
    });
    const pi = { name: "Cleo Cruz", email: "cleo@example.org", user: null };
    const by = { id: "slack:UADA", name: "Ada Okafor" };
    await database.query("update requests set status = 'waiting', waits_for = 'pi' where id = $1", [
      request.id,
    ]);
    await changeRequest(
      request.id,
      { db, workflows: buildWorkflows(deps.rules.approvals), now: () => START },
      () => ({
        command: { kind: "change-pi", by, pi, note: "", approval: aNewApproval({ pi: pi.email }) },
      }),
    );
    expect(await awaitPi.run(request, deps)).toMatchObject({ kind: "wait", for: "pi" });
  });
});
