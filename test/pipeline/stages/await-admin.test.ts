import { afterAll, expect, it } from "vitest";
import { approvalsOf } from "../../../dev/local-stack/approvals-of.ts";
import { Failure } from "../../../src/failure/failure.ts";
import { groupApproval } from "../../../src/pipeline/other-groups.ts";
import type { Approvals } from "../../../src/pipeline/pipeline-deps.ts";
import { buildPlan } from "../../../src/pipeline/plan.ts";
import { awaitAdmin } from "../../../src/pipeline/stages/await-admin.ts";
import { anApproval } from "../../a-request.ts";
import { inMemoryDeps, later, someRules } from "../../in-memory/pipeline-deps.ts";
import { storedRequest } from "../../in-registry.ts";
import { newDatabase } from "../../new-database.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());

/** The plan that the admins saw before it came back to them. */
const SEEN = [{ system: "LDAP", text: "person uid=chosen", isNew: true }];
const CARD = [{ audience: "admin", place: ["slack:CADMINS"] }];
let made = 0;

/** Each test has its own person and project. */
async function aRequest(but: Parameters<typeof storedRequest>[1] = {}) {
  const username = `amy${++made}`;
  const details = { newProject: true, ...but.details };
  return storedRequest(db, { stage: "await-admin", username, project: `stars${made}`, ...but, details });
}

it("An admin is asked in the admin channel, and sees what would be created where", async () => {
  const deps = inMemoryDeps(db);
  const request = await aRequest();
  const outcome = await awaitAdmin.run(request, deps);
  expect(outcome).toMatchObject({
    kind: "wait",
    for: "admin",
    views: CARD,
    facts: { username: request.username },
  });
  const { facts: { plan = [] } = {} } = outcome as {
    facts?: { plan?: { system: string; isNew: boolean }[] };
  };
  expect(plan.map(({ system, isNew }) => [system, isNew])).toEqual([
    ["registry", true],
    ["registry", false],
    ["LDAP", true],
    ["LDAP", true],
  ]);
  expect(await awaitAdmin.run(request, deps)).toEqual(outcome);
  expect(deps.system.people).toEqual(new Map());
});

it("If not all admins have approved and it would now create more, they are asked again", async () => {
  const deps = inMemoryDeps(db, { approvals: approvalsOf({ account: [{ from: "admin", count: 2 }] }) });
  const request = await aRequest({ approvals: [anApproval()] });
  const outcome = await awaitAdmin.run(request, deps);
  expect(outcome).toMatchObject({ kind: "wait", approvals: { superseded: [1] } });
  const plan = "facts" in outcome ? (outcome.facts?.plan ?? []) : [];
  expect(await awaitAdmin.run({ ...request, plan }, deps)).toMatchObject({
    kind: "wait",
    approvals: { superseded: [] },
  });
});

it("If no admin but the requester and those who approved is left, the card and the admin channel say it", async () => {
  const deps = inMemoryDeps(db, { approvals: approvalsOf({ account: [{ from: "admin", count: 2 }] }) });
  const request = await aRequest({ approvals: [anApproval({ by: "slack:UADA" })] });
  const sentence = expect.stringContaining(`No one can decide request ${request.id}`);
  expect(await awaitAdmin.run(request, deps)).toMatchObject({
    facts: { warnings: expect.arrayContaining([sentence]), details: { undecidable: sentence } },
    until: later(86_400_000),
    notifications: [{ template: "needs-attention" }],
  });
  deps.chat.addPerson("Grace Lindqvist", { isAdmin: true });
  deps.chat.addPerson("Mia Moe", { isAdmin: true });
  expect(await awaitAdmin.run(request, deps)).toMatchObject({ notifications: [] });
});

it("If the chat doesn't let acct read a group, the card says so, and no one is waved through", async () => {
  const approvals = approvalsOf({ account: [{ name: "Security", from: { group: "security", count: 1 } }] });
  const deps = inMemoryDeps(db, { approvals, groups: { security: ["group:slack:SSEC"] } });
  const request = await aRequest();
  const undecidable = async () => {
    const outcome = await awaitAdmin.run(request, deps);
    expect(outcome.kind).toBe("wait");
    return "facts" in outcome ? outcome.facts?.details?.undecidable : undefined;
  };
  // There is no such group yet.
  expect(await undecidable()).toContain("security");
  deps.chat.groups.set("slack:SSEC", "refused");
  expect(await undecidable()).toContain("can't be read");
  deps.chat.groups.set("slack:SSEC", ["slack:UBO"]);
  expect(await undecidable()).toBeNull();
});

it("A remark from the requester's form is shown as a warning", async () => {
  const request = await aRequest({ details: { remarks: ["The phone number was cut."] } });
  expect(await awaitAdmin.run(request, inMemoryDeps(db))).toMatchObject({
    facts: { warnings: expect.arrayContaining(["The phone number was cut."]) },
  });
});

it("It is done once an admin has approved", async () => {
  const request = await aRequest({ approvals: [anApproval()] });
  expect(await awaitAdmin.run(request, inMemoryDeps(db))).toMatchObject({ kind: "done" });
});

const ROBOTS = {
  name: "robots",
  title: "Robot lab",
  system: "ldap",
  decider: { group: "robot-owners" },
} as const;

it("A group that a correction adds asks only its decider; those who approved the rest don't approve it again", async () => {
  const deps = inMemoryDeps(db, { otherGroups: [ROBOTS] });
  const request = await aRequest({ approvals: [anApproval()] });
  const plan = await buildPlan(request, deps);
  const withGroup = {
    ...request,
    plan,
    details: { ...request.details, groups: ["robots"], furtherApprovals: [groupApproval(ROBOTS)] },
  };
  const outcome = await awaitAdmin.run(withGroup, deps);
  expect(outcome).toMatchObject({ kind: "wait", approvals: { superseded: [] } });
  expect("facts" in outcome ? outcome.facts?.plan : []).toHaveLength(plan.length + 1);
});

it("If a correction left something out that everyone had approved, the plan is shorter, and no one approves it again", async () => {
  const deps = inMemoryDeps(db, { otherGroups: [ROBOTS] });
  const request = await aRequest({ approvals: [anApproval()] });
  const shorter = await buildPlan(request, deps);
  const details = { ...request.details, groups: ["robots"] };
  const plan = await buildPlan({ ...request, details }, deps);
  expect(await awaitAdmin.run({ ...request, plan }, deps)).toMatchObject({
    kind: "done",
    facts: { plan: shorter },
  });
});

it("A requester whose chosen username is taken in a system is refused before any admin sees it", async () => {
  const deps = inMemoryDeps(db);
  const request = await aRequest({ username: "wanted", details: { wantedUsername: "wanted" } });
  deps.system.addStranger("wanted");
  expect(await awaitAdmin.run(request, deps)).toMatchObject({ kind: "refuse" });
});

it("A username that acct chose and that was taken in the meantime is replaced by the next one, and the admin is told", async () => {
  const deps = inMemoryDeps(db);
  const request = await aRequest({ username: "aash" });
  deps.system.addStranger("aash");
  expect(await awaitAdmin.run(request, deps)).toMatchObject({
    kind: "wait",
    for: "admin",
    views: CARD,
    facts: { username: "aash2", warnings: expect.arrayContaining([expect.stringContaining("aash in LDAP")]) },
  });
});

it("A request that came back to the admins gets another username, even if the requester had chosen one", async () => {
  const deps = inMemoryDeps(db);
  const details = { wantedUsername: "chosen" };
  const request = await aRequest({ username: "chosen", details, plan: SEEN });
  deps.system.addStranger("chosen");
  const outcome = await awaitAdmin.run(request, deps);
  expect(outcome).toMatchObject({ kind: "wait", for: "admin" });
  expect("facts" in outcome && outcome.facts?.username).toMatch(/^aash/);
});

it("A new project whose name is taken in a system is refused, but only if no admin had approved it", async () => {
  const deps = inMemoryDeps(db);
  const request = await aRequest();
  deps.system.projects.set(request.project ?? "", { madeByAcct: false, members: new Set() });
  expect(await awaitAdmin.run(request, deps)).toMatchObject({ kind: "refuse" });
  expect(await awaitAdmin.run({ ...request, plan: SEEN }, deps)).toMatchObject({
    kind: "wait",
    for: "admin",
    views: CARD,
    facts: { plan: [] },
  });
});

it("While a system can't say what it would create, no admin is asked", async () => {
  const deps = inMemoryDeps(db);
  const plan = () => Promise.reject(new Failure("LDAP doesn't respond"));
  const provisioners = [{ ...deps.system, plan }];
  await expect(awaitAdmin.run(await aRequest(), { ...deps, provisioners })).rejects.toThrow(
    "LDAP doesn't respond",
  );
});

it("The card warns about the PI only if this kind of request needs the PI's approval", async () => {
  const rules = someRules();
  const onlyAdmins = { ...rules.approvals, quota: approvalsOf({ quota: ["admin"] }).quota };
  const bo = { email: "bo@example.org", piEmail: "bo@example.org" };
  const request = await aRequest({ kind: "quota", project: "astro", ...bo });
  const warnings = async (approvals: Approvals) => {
    const outcome = await awaitAdmin.run(request, inMemoryDeps(db, { approvals }));
    return "facts" in outcome ? outcome.facts?.warnings : undefined;
  };
  expect(await warnings(onlyAdmins)).toEqual([]);
  expect(await warnings(rules.approvals)).toHaveLength(1);
});
